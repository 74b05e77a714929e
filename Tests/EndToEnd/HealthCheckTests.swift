import Crashes
import Glibc
import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    @Suite(.serialized) struct HealthChecks {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        /// An app of shell scripts behind `/cgi-bin/`.
        private func repository(_ app: String, start: String, health: String = "exit 1") throws -> TestRepository {
            let repository = try TestRepository(app, on: server)
            try repository.write(
                "Dockerfile",
                """
                FROM busybox
                COPY start /start
                COPY health /www/cgi-bin/health
                COPY page.html /www/index.html
                RUN chmod 755 /start /www/cgi-bin/health
                EXPOSE 8080
                CMD ["/start"]

                """)
            try repository.write("start", "#!/bin/sh\n\(start)\n")
            try repository.write("health", "#!/bin/sh\n\(health)\n")
            try repository.write("page.html", "the first one\n")
            return repository
        }

        private static let httpd = "exec httpd -f -p 8080 -h /www"
        private static let well = "printf 'Content-Type: text/plain\\r\\n\\r\\nall is OK\\n'"
        private static let ill = "printf 'Status: 503 x\\r\\nContent-Type: text/plain\\r\\n\\r\\nno database\\nmore\\n'"

        @Test func tsurusCheckDecidesWhetherAReleaseServes() throws {
            let repository = try repository("checked", start: Self.httpd, health: Self.well)
            try repository.write(
                "tsuru.yaml", "healthcheck:\n  path: /cgi-bin/health\n  match: .*OK.*\n  use_in_router: true\n")
            try repository.commit("well")
            let first = try repository.push()
            #expect(first.status == 0, "\(first.error)")
            #expect(first.error.contains("tsuru.yaml:4:3: 'use_in_router' has no effect here"), "\(first.error)")
            #expect(server.get("checked")?.body == "the first one\n")

            try repository.write("health", "#!/bin/sh\n\(Self.ill)\n")
            try repository.write("page.html", "the second one\n")
            try repository.write("tsuru.yaml", "healthcheck: {path: /cgi-bin/health, status: 200}\n")
            try repository.commit("ill")
            let began = Instant.now
            let second = try repository.push()
            #expect(second.status != 0)
            #expect(began.elapsed < 15, "the first wrong answer ends the wait")
            #expect(second.error.contains("/cgi-bin/health answered 503, not 200: 'no database'"), "\(second.error)")
            #expect(second.error.contains("GET http://"))
            #expect(second.error.contains("v1 goes on serving"))
            #expect(server.get("checked")?.body == "the first one\n")
            #expect(try server.engineServices("checked").count == 1)
            let releases = try server.slipway("releases", "list", "checked", "--format", "json")
            #expect(releases.contains("answered 503, not 200"), "\(releases)")
        }

        @Test func aMistakeInTsuruYamlRejectsThePush() throws {
            let repository = try repository("mistaken", start: Self.httpd)
            try repository.write("tsuru.yaml", "healthcheck:\n  path: /\n  staus: 200\n")
            try repository.commit("mistake")
            let push = try repository.push()
            #expect(push.error.contains("tsuru.yaml:3:3: unknown key 'staus' in 'healthcheck'"), "\(push.error)")
            #expect(push.error.contains("did you mean 'status'?"))
            #expect(push.error.contains("remote rejected"))
        }

        @Test func aFailingHealthcheckOfTheImageShowsItsOutput() throws {
            let repository = try repository("unwell", start: Self.httpd)
            let dockerfile = try repository.read("Dockerfile")
            try repository.commit("without a check")
            #expect(try repository.push().status == 0)
            try repository.write(
                "Dockerfile",
                dockerfile + "HEALTHCHECK --interval=3s --retries=1 CMD echo the queue is full; exit 1\n")
            try repository.commit("with one")
            let push = try repository.push()
            #expect(push.status != 0)
            #expect(push.error.contains("its first healthcheck comes after one interval, 3 s"), "\(push.error)")
            #expect(push.error.contains("'web' is unhealthy: its healthcheck failed"))
            #expect(push.error.contains("the queue is full"))
            #expect(server.get("unwell")?.body == "the first one\n")

            try repository.write("Dockerfile", dockerfile + "HEALTHCHECK --interval=1s --retries=1 CMD true\n")
            try repository.commit("with a good one")
            let good = try repository.push()
            #expect(good.status == 0, "\(good.error)")
        }

        @Test func memoryThatRunsOutIsNamed() throws {
            let repository = try repository(
                "hungry", start: "while [ ! -e /go ]; do sleep 0.1; done; echo now I eat; exec tail /dev/zero")
            try repository.commit("eats all")
            let done = Shared<Command.Outcome?>(nil)
            Threads.start {
                let push = try? repository.push()
                done.update { $0 = push }
            }
            // The limit that a stack file will set: here by hand, once the unit is there.
            let container: String? = try poll(for: 60) {
                let id = try server.docker("ps", "-q", "--filter", "label=\(EngineLabel.app)=hungry")
                return id.isEmpty ? nil : String(id.dropLast())
            }
            let id = try #require(container)
            try server.docker("update", "--memory", "16m", "--memory-swap", "16m", id)
            try server.docker("exec", id, "touch", "/go")
            let push = try #require(poll(for: 60) { done.value })
            #expect(push.status != 0)
            #expect(
                push.error.contains("exit code 137 (SIGKILL)")
                    && push.error.contains("out of memory: its limit is 16 MiB"), "\(push.error)")
            #expect(push.error.contains("now I eat"))
        }

        @Test func aUnitThatListensElsewhereIsToldWhereAndItsEndEndsTheWait() throws {
            let repository = try repository(
                "astray", start: "httpd -f -p 127.0.0.1:3000 & while [ ! -e /go ]; do sleep 0.1; done; exit 2")
            try repository.commit("listens on loopback")
            let done = Shared<Command.Outcome?>(nil)
            Threads.start {
                let push = try? repository.push()
                done.update { $0 = push }
            }
            let logs = "\(server.folder.logs)/astray"
            let said: Bool? = poll(for: 60) {
                let text = Files.names(in: logs).compactMap { try? Files.read("\(logs)/\($0)") }.joined()
                return text.contains("nothing answers on port 8080 yet; it listens on 127.0.0.1:3000") ? true : nil
            }
            #expect(said == true)
            let label = "label=\(EngineLabel.app)=astray"
            try server.docker("exec", String(server.docker("ps", "-q", "--filter", label).dropLast()), "touch", "/go")
            let push = try #require(poll(for: 20) { done.value })
            #expect(push.error.contains("'web' ended as it started: exit code 2"), "\(push.error)")
        }

        @Test func aUnitThatDiesIsRecordedWithItsLastWords() throws {
            let recorder = try CrashRecorder(folder: server.folder, settings: server.settings)
            Threads.start { recorder.run() }
            defer { recorder.stop() }
            let repository = try repository(
                "mortal",
                start: """
                    httpd -f -p 8080 -h /www & trap 'exit 0' TERM
                    while [ ! -e /go ]; do sleep 0.1; done; echo one; echo the disk is on fire; exit 3
                    """)
            try repository.commit("dies when told to")
            let push = try repository.push()
            #expect(push.status == 0, "\(push.error)")
            #expect(try server.slipway("crashes", "mortal", "--quiet").isEmpty)
            let id = try String(server.docker("ps", "-q", "--filter", "label=\(EngineLabel.app)=mortal").dropLast())
            try server.docker("exec", id, "touch", "/go")
            let seen: String? = try poll(for: 20) {
                let text = try server.slipway("crashes", "mortal")
                return text.contains(id) ? text : nil
            }
            let table = try #require(seen)
            #expect(
                table.contains("exit code 3") && table.contains("v1") && table.contains("the disk is on fire"),
                "\(table)")
            let shown = try server.slipway("crashes", "show", "mortal", id)
            #expect(shown.contains("a unit of web of v1, died") && shown.contains("\n  one\n"), "\(shown)")
            let json = try server.slipway("crashes", "mortal", "--format", "json")
            #expect(json.contains("\"exitCode\" : 3"), "\(json)")

            // What replaces it is retired by a deploy, which is no crash.
            #expect(server.page("mortal", saying: "the first one"))
            try repository.write("page.html", "the second one\n")
            try repository.commit("another")
            let second = try repository.push()
            #expect(second.status == 0, "\(second.error)")
            let gone: Bool? = try poll(for: 30) {
                try server.docker("ps", "-q", "--filter", "label=\(EngineLabel.app)=mortal").split(separator: "\n")
                    .count == 1
                    ? true : nil
            }
            #expect(gone == true)
            // One that comes anew sees what the engine remembers, and writes nothing twice.
            let other = try CrashRecorder(folder: server.folder, settings: server.settings)
            Threads.start { other.run() }
            defer { other.stop() }
            try server.docker(
                "exec", String(server.docker("ps", "-q", "--filter", "label=\(EngineLabel.app)=mortal").dropLast()),
                "touch", "/go")
            let both: Int? = try poll(for: 20) {
                let count = try server.slipway("crashes", "mortal", "--quiet").split(separator: "\n").count
                return count >= 2 ? count : nil
            }
            #expect(both == 2)
            try server.slipway("app", "destroy", "mortal", "--confirm", "mortal")
            try server.slipway("app", "create", "mortal")
            #expect(try server.slipway("crashes", "mortal", "--quiet").isEmpty)
        }
    }
}
