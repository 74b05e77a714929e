import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    @Suite(.serialized) struct Hostile {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        static let names = [
            "../etc", "..", ".", "/etc/passwd", "-rf", "--help", "a/b", "a..b/../c", "a\tb", "a\u{7}b", "a b", "Shop",
            "sho\u{440}", "shop\u{200b}", "ＳＨＯＰ", "", String(repeating: "a", count: 41), "slipway", "consul",
            "localhost", "a;id", "$(id)", "`id`", "a\nb", "a'b", "a.git/hooks",
        ]

        @Test(arguments: names) func hostileNameIsRefusedWithOneLine(_ name: String) throws {
            let before = Files.names(in: server.folder.repositories)
            let outcome = try server.tried("app", "create", "--", name)
            #expect(outcome.status != 0)
            #expect(outcome.error.split(separator: "\n").count <= 2, "\(outcome.error)")
            #expect(!outcome.error.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
            // One of an earlier test may be going meanwhile.
            #expect(Set(Files.names(in: server.folder.repositories)).isSubset(of: before))
        }

        @Test(arguments: names.filter { !$0.isEmpty }) func hostileRepositoryIsRefused(_ name: String) throws {
            let quoted =
                "'" + name.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
            for service in ["git-receive-pack", "git-upload-pack"] {
                let outcome = try server.ssh("\(service) \(quoted)")
                #expect(outcome.status != 0)
                #expect(outcome.output.isEmpty)
                #expect(outcome.error.split(separator: "\n").count <= 2, "\(outcome.error)")
            }
        }

        @Test(arguments: [
            "sh", "bash -c id", "; id", "$(id)", "`id`", "git-shell", "git-receive-pack --upload-pack=id 'hello'",
            "git-upload-pack --exec=/bin/sh hello", "scp -t /", "sftp-server", "up", "down", "app create x; id",
            "id > /tmp/x",
            "/bin/sh", "../slipway version", "'unclosed",
        ]) func nothingButOurCommandsRuns(_ line: String) throws {
            let outcome = try server.ssh(line)
            #expect(outcome.status != 0, "\(outcome.output)")
            #expect(!(outcome.output + outcome.error).contains("uid="))
        }

        @Test func aKeyGivesNoTerminalAndNoForwarding() throws {
            let outcome = try Command(
                server.sshCommand(key: "tester") + [
                    "-p", String(server.settings.sshPort), "-W", "127.0.0.1:5000", "slipway@127.0.0.1",
                ],
                environment: server.plain, limit: 20
            ).run()
            #expect(outcome.status != 0)
            let hello = try server.ssh("")
            #expect(hello.status == 0 && hello.error.contains("Hello tester"), "\(hello.error)")
        }

        @Test func aRemovedKeyIsRefused() throws {
            try server.addKey("leaver")
            #expect(try server.ssh("version", key: "leaver").status == 0)
            try server.slipway("key", "remove", "leaver")
            let outcome = try server.ssh("version", key: "leaver")
            #expect(outcome.status == 255 && outcome.output.isEmpty)
        }
    }

    @Suite(.serialized) struct PrivateRegistry {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        @Test func withoutThePasswordItIsRefusedFromTheHost() throws {
            let answer = HTTP.get("/v2/_catalog", host: "127.0.0.1", port: server.settings.registryPort)
            #expect(answer?.status == 401)
            let push = try Command(
                ["/usr/bin/docker", "push", "127.0.0.1:\(server.settings.registryPort)/stranger/web"],
                environment: server.plain
            ).run()
            #expect(push.status != 0)
            let password = try Files.read(server.folder.registryPassword)
            let control = try Command([
                "curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "-u", "slipway:\(password)",
                "http://127.0.0.1:\(server.settings.registryPort)/v2/_catalog",
            ]).run()
            #expect(control.output == "200", "the control: with the password it answers")
        }

        @Test(arguments: [
            "FROM busybox\nRUN wget -q -O - http://127.0.0.1:5000/v2/_catalog\n",
            "FROM busybox\nRUN wget -q -O - http://172.17.0.1:5000/v2/_catalog\n",
            "FROM busybox\nRUN wget -q -O - http://172.18.0.1:5000/v2/_catalog\n",
            "FROM busybox\nADD http://127.0.0.1:5000/v2/_catalog /catalog\n",
        ]) func withoutThePasswordItIsRefusedFromABuild(_ dockerfile: String) throws {
            let repository = try TestRepository("build-\(UInt16.random(in: 0 ... .max))", on: server)
            try repository.write("Dockerfile", dockerfile)
            try repository.commit("looks around")
            let push = try repository.push()
            #expect(push.status != 0)
            #expect(!push.error.contains("repositories"), "\(push.error)")
        }
    }
}
