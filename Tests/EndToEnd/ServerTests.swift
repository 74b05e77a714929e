import Glibc
import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    @Suite(.serialized) struct UpAndDown {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        /// A second server beside the first: it joins the engine that runs.
        @Test func controlCStopsAllThatAServerStartedAndNothingElse() throws {
            let data = "/var/lib/slipway/second"
            let log = "\(server.work)/second.log"
            let (reader, child) = try start(data, log: log)
            defer { child.end() }
            #expect(poll(for: 60) { (try? Files.read(log))?.contains("Slipway is up") == true ? true : nil } == true)
            #expect(try Files.read(log).contains("Joining the engine"))
            let status = try Command(
                ["\(server.programs)/slipway", "status", "--data", data, "--format", "json"], environment: server.plain
            ).check("ask")
            let daemons = try JSON.decode([TestServer.Daemon].self, from: status.utf8, source: "status")
            #expect(daemons.map(\.name) == ["registry", "haproxy", "router", "keeper", "sshd"])
            for port in [2322, 8180, 5100] { #expect(TCP.accepts("127.0.0.1", port)) }

            child.signal(SIGINT)
            #expect(child.wait() == 0)
            for port in [2322, 8180, 5100] { #expect(!TCP.accepts("127.0.0.1", port)) }
            for daemon in daemons { #expect(daemon.pid.map { kill($0, 0) } == -1, "\(daemon.name) has ended") }
            #expect(try server.tried("status").status == 0, "the first server goes on")
            _ = reader
        }

        private func start(_ data: String, log: String) throws -> (Descriptor, Child) {
            let output = try Descriptor.open(log, O_WRONLY | O_CREAT | O_TRUNC, mode: 0o644)
            let child = try Child(
                [
                    "\(server.programs)/slipway", "up", "--data", data, "--ssh-port", "2322", "--http-port", "8180",
                    "--registry-port", "5100",
                ],
                environment: server.plain, streams: .init(output: output, error: output))
            return (output, child)
        }

        @Test func aSecondServerInTheSameFolderIsRefused() throws {
            let outcome = try server.tried("up")
            #expect(outcome.status == 75)
            #expect(outcome.error.contains("a Slipway server is running"))
        }

        @Test func aPortInUseIsNamedWithItsOption() throws {
            let outcome = try server.tried("up", "--data", "/var/lib/slipway/third", "--http-port", "8081")
            #expect(outcome.status == 69)
            #expect(outcome.error.contains("is in use") && outcome.error.contains("-port PORT"), "\(outcome.error)")
        }

        @Test func swarmsPortsAreClosedToContainers() throws {
            #expect(try Command(["nft", "list", "tables"]).check("list").contains("table inet slipway_"))
            let listening = try Command(["ss", "-Hltn"]).check("list").split(separator: "\n")
            for port in [2377, 7946] {
                let lines = listening.filter { $0.contains(":\(port) ") }
                #expect(lines.count == 1 && lines[0].contains("127.0.0.1:\(port)"), "\(lines)")
            }
            let repository = try TestRepository("looker", on: server)
            try repository.write(
                "Dockerfile",
                """
                FROM busybox
                RUN for host in 172.17.0.1 172.18.0.1; do for port in 2377 7946 5000 2222 8080; do \\
                    nc -w 1 $host $port </dev/null && echo "open $host:$port" && exit 9; done; done; echo none is open
                RUN exit 3

                """)
            try repository.commit("looks for ports")
            let push = try repository.push()
            #expect(push.error.contains("none is open"), "\(push.error)")
        }

        @Test func downRemovesTheTableAndTheSockets() throws {
            try server.down()
            #expect(try !Command(["nft", "list", "tables"]).check("list").contains("table inet slipway_"))
            #expect(!Files.exists(server.folder.controlSocket))
            #expect(!EngineProbe.answers(server.settings.engineSocket), "the engine that it started has ended")
            try server.up()
        }
    }
}

private enum EngineProbe {
    static func answers(_ socket: String) -> Bool { (try? UnixSocket.connect(socket)) != nil }
}
