import Glibc
import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    /// A stack whose deploy fails or is cut off is as it was; what is done to units of a stack is done to those alone.
    @Suite(.serialized) struct StackFailures {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        @Test func aPushThatFailsLeavesAllAsItWas() throws {
            let app = try StackApp("unharmed", on: server)
            func stack(_ change: String, _ word: String) -> String {
                """
                services:
                  web: {<<: *unit, environment: {SAYS: \(word)}\(change.hasPrefix("web") ? change.dropFirst(3) : "")}
                  api: {<<: *unit\(change.hasPrefix("api") ? change.dropFirst(3) : "")}
                  db: {<<: *unit, volumes: [data:/data], secrets: [token]}
                \(change.hasPrefix("once") ? "  once: {image: busybox, restart: \"no\"\(change.dropFirst(4))}" : "")
                networks: {back: }
                volumes: {data: }
                secrets:
                  token: {file: ./token}
                  added: {file: ./added}
                """
            }
            try app.repository.write("token", "x")
            try app.repository.write("added", "y")
            try app.deploy(stack("", "before"))
            let before = try StackState(app)
            #expect(before.units.count == 3 && before.networks.count == 1 && before.secrets.count == 1)
            let more = "networks: [default, back], secrets: [added]"
            for (change, why) in [
                ("api, command: [sh, -c, \"echo no such table; exit 7\"], \(more)", "no such table"),
                ("once, command: [sh, -c, \"echo cannot migrate; exit 3\"], \(more)", "cannot migrate"),
                ("web, \(more), healthcheck: {test: \"echo am ill; exit 1\", interval: 1s, retries: 1}", "am ill"),
            ] {
                let push = try app.push(stack(change, "after"))
                #expect(push.status != 0 && push.error.contains(why), "\(change): \(push.error)")
                #expect(server.get(app.name)?.body == "before\n")
                var after = before
                let same = try poll(for: 30) { () -> Bool? in
                    after = try StackState(app)
                    return after == before ? true : nil
                }
                #expect(same == true, "\(change):\n\(before)\n\(after)")
            }
            try app.deploy(stack("api, \(more)", "after"))
            #expect(server.get(app.name)?.body == "after\n")
            #expect(try StackState(app).networks.count == 2)
        }

        @Test func anImageThatIsNotToBeHadIsSaidBeforeAnythingChanges() throws {
            let app = try StackApp("wanting", on: server)
            func stack(_ image: String) -> String {
                """
                services:
                  web: {<<: *unit, pull_policy: never}
                  other: {image: \(image), command: sleep 9999, stop_grace_period: 1s}
                """
            }
            try app.deploy(stack("busybox"))
            let before = try StackState(app)
            for (image, why) in [
                ("nobody-has-this, pull_policy: never", "docker pull nobody-has-this"),
                ("registry.invalid/closed", "can't be pulled now"),
            ] {
                let push = try app.push(stack(image))
                #expect(push.status != 0 && push.error.contains(why) && push.error.contains("'other'"), "\(push.error)")
            }
            #expect(try StackState(app) == before)
            #expect(try server.releases(app.name).count == 1, "no release was opened")
        }

        @Test(.enabled(if: Transcript.isWanted, "make soak")) func aChangeInPlaceThatWasCutOffGoesBack() throws {
            let app = try StackApp("severed", on: server)
            func stack(_ word: String, _ more: String = "") -> String {
                """
                services:
                  web: {<<: *unit, environment: {SAYS: \(word)}}
                  db:
                    image: busybox
                    command: ["sh", "-c", "echo \(word) >>/data/starts; exec sleep 9999"]
                    stop_grace_period: 1s
                    volumes: [data:/data]
                \(more)
                volumes: {data: }
                """
            }
            func starts() -> String? {
                guard let unit = try? app.units(of: "db").first else { return nil }
                return try? server.docker("exec", unit, "cat", "/data/starts").trimmed
            }
            try app.deploy(stack("one"))
            try app.repository.write(
                "compose.yaml",
                StackApp.common
                    + stack("two", "    healthcheck: {test: \"false\", interval: 1s, retries: 100}") + "\n")
            try app.repository.commit("never well")
            let push = try app.repository.startPush()
            #expect(poll(for: 60) { starts() == "one\ntwo" ? true : nil } == true, "it is under way")
            let runner = try #require(ProcessTable.of("runner", app: app.name).first)
            runner.signal(SIGKILL)
            #expect(poll(for: 30, every: 0.05) { push.poll() }.map { $0 != 0 } == true)
            #expect(poll(for: 30) { starts() == "one\ntwo\none" ? true : nil } == true, "\(starts() ?? "no unit")")
            #expect(server.get(app.name)?.body == "one\n")
            #expect(try poll(for: 30) { try server.engineServices(app.name).count == 2 ? true : nil } == true)
            try app.deploy(stack("three"))
            #expect(starts() == "one\ntwo\none\nthree")
            #expect(server.get(app.name)?.body == "three\n")
        }

        @Test(.enabled(if: Transcript.isWanted)) func whatIsDoneToUnitsIsDoneToThoseAlone() throws {
            let app = try StackApp("operated", on: server)
            func stack(_ count: Int) -> String {
                """
                services:
                  web:
                    <<: *unit
                    depends_on: {migrate: {condition: service_completed_successfully}}
                  worker: {<<: *unit}
                  helper: {<<: *unit, deploy: {replicas: \(count)}}
                  db:
                    image: busybox
                    command: ["sh", "-c", "echo up >>/data/starts; exec sleep 9999"]
                    stop_grace_period: 1s
                    volumes: [data:/data]
                  migrate:
                    image: busybox
                    command: ["sh", "-c", "echo ran >>/data/runs"]
                    volumes: [data:/data]
                volumes: {data: }
                """
            }
            func units() throws -> [String: [String]] {
                try Dictionary(
                    uniqueKeysWithValues: ["web", "worker", "helper", "db", "migrate"].map {
                        ($0, try app.units(of: $0).sorted())
                    })
            }
            func expect(starts: Int, _ what: Comment) throws {
                let lines = try app.run(in: "db", "wc -l </data/starts; wc -l </data/runs").split(separator: "\n")
                #expect(lines.map { Int($0) } == [starts, 1], what)
                #expect(server.get(app.name)?.status == 200, what)
            }
            try app.deploy(stack(1))
            let first = try units()
            try expect(starts: 1, "after the first push")

            try server.slipway("ps", "scale", app.name, "worker=2", limit: 120)
            let scaled = try units()
            #expect(scaled["worker"]?.count == 2)
            for service in ["web", "db", "helper", "migrate"] {
                #expect(scaled[service] == first[service], "\(service)")
            }
            try expect(starts: 1, "after a scale")

            try server.slipway("ps", "restart", app.name, limit: 120)
            let counts = ["web": 1, "worker": 2, "helper": 1, "db": 1, "migrate": 0]
            var now = scaled
            let restarted = try poll(for: 30) { () -> Bool? in
                now = try units()
                let isNew = now.allSatisfy { Set($0.value).isDisjoint(with: scaled[$0.key] ?? []) }
                return isNew && now.mapValues(\.count) == counts ? true : nil
            }
            #expect(restarted == true, "\(now)")
            try expect(starts: 2, "after a restart")

            try server.slipway("ps", "stop", app.name, limit: 120)
            #expect(try units().values.allSatisfy(\.isEmpty))
            try server.slipway("ps", "start", app.name, limit: 120)
            #expect(try units().mapValues(\.count) == counts)
            try expect(starts: 3, "after a stop and a start")

            // What nobody scaled has as many units as the file says.
            let push = try app.push(stack(2))
            #expect(push.status == 0, "\(push.error)")
            #expect(try units().mapValues(\.count) == ["web": 1, "worker": 2, "helper": 2, "db": 1, "migrate": 0])
        }
    }
}
