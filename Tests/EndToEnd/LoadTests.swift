import Glibc
import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    @Suite(.serialized) struct Loads {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        @Test func noRequestFailsThroughDeploysRollbacksRestartsAndScales() throws {
            let changes = try ChangesUnderLoad("loaded", replicas: 1, on: server)
            for _ in 1...2 { try changes.round(deploys: 1) }
            try changes.expectNoneFailed()
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

extension EndToEnd.Soak {
    @Suite(.serialized) struct Loads {
        @Test func twentyDeploysAndFiveOfEachOther() throws {
            let began = Instant.now
            let changes = try ChangesUnderLoad("soaked", replicas: 3, on: TestServer.shared.get())
            for _ in 1...5 { try changes.round(deploys: 4) }
            let seen = try changes.expectNoneFailed()
            Transcript.add(
                "load through 20 deploys, 5 rollbacks, 5 restarts, 5 scales from 3 to 6 and back", began.elapsed,
                seen.summary)
        }
    }
}

/// An app under 200 requests a second, with units that end at once on TERM, while it is changed in every way.
final class ChangesUnderLoad {
    private let app: TrialApp
    private let server: TestServer
    private let replicas: Int
    private let load: Load
    /// The releases that start units of their own, in order.
    private var releases: [Int] = []

    init(_ name: String, replicas: Int, on server: TestServer) throws {
        self.server = server
        self.replicas = replicas
        app = try TrialApp(name, on: server)
        try server.slipway("ps", "scale", name, "web=\(replicas)")
        try app.deploy()
        load = Load(name, on: server)
        try note()
    }

    /// Deploys, goes back once, restarts, and scales to thrice as many or three more and back.
    func round(deploys: Int) throws {
        for _ in 0..<deploys {
            try app.deploy()
            try note()
        }
        try server.slipway("rollback", app.name, limit: 120)
        try note()
        try server.slipway("ps", "restart", app.name, limit: 120)
        try server.slipway("ps", "scale", app.name, "web=\(replicas + 3)", limit: 120)
        try server.slipway("ps", "scale", app.name, "web=\(replicas)", limit: 120)
    }

    /// Keeps the number of the release that serves, once it was seen to.
    private func note() throws {
        let newest = try #require(try app.releases.first { $0.outcome == "live" })
        let number = try #require(Int(newest.release.dropFirst()))
        releases.append(number)
        let load = load
        #expect(poll(for: 5) { load.report.releases.contains(number) ? true : nil } == true, "v\(number) answers")
    }

    @discardableResult
    func expectNoneFailed() throws -> LoadReport {
        let seen = load.stop()
        #expect(seen.failures.isEmpty, "\(seen.failures.prefix(5)); \(seen.summary)")
        #expect(seen.releases == releases, "each in its turn, \(releases): \(seen.summary)")
        #expect(seen.stale == 0 && seen.unsent == 0, "\(seen.summary)")
        return seen
    }
}
