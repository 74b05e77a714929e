import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    @Suite(.serialized) struct Isolation {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        @Test func noUnitReachesAnotherAppsPorts() throws {
            let apps = try ["iso-a", "iso-b"].map { app in
                let repository = try TestRepository(app, on: server)
                try repository.commit("first")
                let push = try repository.push()
                #expect(push.status == 0, "\(push.error)")
                return repository
            }
            defer { withExtendedLifetime(apps) {} }
            let from = try container("iso-a")
            let to = try container("iso-b")
            let bridge = try address(of: to, on: "docker_gwbridge")
            let overlay = try server.docker(
                "inspect", "--format", "{{(index .NetworkSettings.Networks \"iso-b_default\").IPAddress}}", to
            ).trimmed
            let name = try server.engineServices("iso-b")[0]

            // A second port, which nothing names anywhere.
            try server.docker("exec", "--detach", to, "httpd", "-f", "-p", "9999", "-h", "/srv")
            #expect(poll(for: 10) { HTTP.get(host: "x", address: bridge, port: 9999) == nil ? nil : true } == true)

            let own = try address(of: from, on: "docker_gwbridge")
            #expect(try reaches(from, "127.0.0.1"), "the control: the same probe reaches what it may")
            #expect(try reaches(from, "web"), "its own service by name")
            for target in [bridge, overlay, name, "tasks.\(name)", "\(name).iso-b_default"] {
                for port in [8080, 9999] {
                    #expect(try !reaches(from, target, port), "iso-a reached iso-b at '\(target):\(port)'")
                }
            }
            #expect(
                HTTP.get(host: "x", address: bridge, port: 8080)?.status == 200,
                "the control: the host reaches it there")
            #expect(own != bridge)
        }

        private func container(_ app: String) throws -> String {
            try server.docker("ps", "-q", "--filter", "label=slipway.app=\(app)").trimmed
        }

        private func address(of container: String, on network: String) throws -> String {
            let full = try server.docker("inspect", "--format", "{{.Id}}", container).trimmed
            let text = try server.docker(
                "network", "inspect", network, "--format", "{{(index .Containers \"\(full)\").IPv4Address}}")
            return String(text.prefix { $0 != "/" })
        }

        private func reaches(_ container: String, _ target: String, _ port: Int = 8080) throws -> Bool {
            try Command(
                [
                    "/usr/bin/docker", "exec", container, "timeout", "1", "wget", "-q", "-O", "-",
                    "http://\(target):\(port)/",
                ],
                environment: server.plain, limit: 20
            ).run().status == 0
        }
    }
}

extension String {
    var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }
}
