import System
import TestSupport
import Testing

extension EndToEnd {
    /// What of the host's an app gets, and what its stack says before and after.
    @Suite(.serialized) struct Allowances {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        @Test func aPortOfTheHostIsForWhomAnOperatorAllowsIt() throws {
            let app = try StackApp("lent-port", on: server)
            let services = "services:\n  web:\n    <<: *unit\n    environment: {SAYS: lent}\n    ports: [\"7357:80\"]"
            func page() -> String? { HTTP.get(host: "localhost", port: 7357, limit: 2)?.body }

            let refused = try app.push(services)
            #expect(refused.status != 0)
            #expect(refused.error.contains("port 7357 of the host needs an operator's leave"), "\(refused.error)")
            #expect(refused.error.contains("slipway app allow lent-port host-port:7357"))
            #expect(page() == nil)

            try server.slipway("app", "allow", "lent-port", "host-port:7357")
            try app.deploy(services)
            #expect(poll(for: 20) { page() == "lent\n" ? true : nil } == true)

            // What was taken back holds on as long as its units do, and no release longer.
            try server.slipway("app", "disallow", "lent-port", "host-port:7357")
            #expect(try server.tried("deploy", "lent-port").status != 0)
            #expect(page() == "lent\n")
        }

        @Test(.enabled(if: Transcript.isWanted)) func aFolderOfTheHostIsForWhomAnOperatorAllowsIt() throws {
            let app = try StackApp("lent-folder", on: server)
            let lent = "\(server.work)/lent"
            try Files.makeFolder(lent, mode: 0o755)
            try Files.write("\(lent)/index.html", "the host's\n", mode: 0o644)
            let services = "services:\n  web:\n    <<: *unit\n    volumes: [\"\(lent):/lent:ro\"]"
            #expect(try app.push(services).status != 0)
            try server.slipway("app", "allow", "lent-folder", "bind:\(lent)")
            try app.deploy(services)
            #expect(try app.run(in: "web", "cat /lent/index.html") == "the host's")
            #expect(try app.run(in: "web", "touch /lent/mine 2>/dev/null || echo refused") == "refused")
        }

        @Test func theStackOfAnAppIsShownOverSsh() throws {
            let app = try StackApp("shown", on: server)
            try server.slipway("config", "set", "shown", "SHADE=dark")
            try app.deploy("services:\n  web:\n    <<: *unit\n    environment: {SAYS: \"${SHADE}\"}")
            let shown = try server.ssh("stack show shown")
            #expect(shown.status == 0, "\(shown.error)")
            #expect(shown.output.contains("SAYS: dark"))
            #expect(try shown.output == server.slipway("stack", "show", "shown"))
            let checked = try server.ssh("stack check shown")
            #expect(checked.status == 0)
            #expect(checked.error.contains("compose.yaml: ok"))
            #expect(try server.ssh("stack check").status == 64)
            #expect(try server.ssh("app allow shown host-port:80").status == 77)
        }
    }
}
