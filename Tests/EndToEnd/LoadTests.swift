import Glibc
import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    @Suite(.serialized) struct Loads {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        @Test func noRequestFailsThroughDeploysUnderLoad() throws {
            let app = try TrialApp("loaded", on: server)
            try app.deploy()
            let load = Load("loaded", on: server)
            for _ in 1...2 { try app.deploy() }
            let seen = load.stop()
            #expect(seen.failures.isEmpty, "\(seen.failures.prefix(5)); \(seen.summary)")
            #expect(seen.releases == [1, 2, 3], "\(seen.summary)")
            #expect(seen.stale == 0 && seen.unsent == 0, "\(seen.summary)")
        }

        /// The same measure on a unit that is killed with requests in it: it must fail there.
        @Test func theLoadSeesAUnitThatEndsWithoutDraining() throws {
            let app = try TrialApp("undrained", on: server)
            try app.deploy()
            let load = Load("undrained", on: server)
            #expect(poll(for: 10) { load.report.answered[.slowPost] ?? 0 > 0 ? true : nil } == true)
            let unit = try server.docker("ps", "-q", "--filter", "label=slipway.app=undrained").trimmed
            try server.docker("kill", "--signal", "TERM", unit)
            #expect(poll(for: 10) { load.report.failures.isEmpty ? nil : true } == true)
            let seen = load.stop()
            #expect(seen.failures.contains { $0.request == .slowPost || $0.request == .slowGet }, "\(seen.summary)")
        }
    }
}
