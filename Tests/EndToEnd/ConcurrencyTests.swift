import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    @Suite(.serialized) struct Concurrency {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        @Test func pushesAtOnceSerialisePerAppAndRunSideBySideOverApps() throws {
            let storm = try PushStorm("storm", apps: 2, branches: ["main", "main", "master"], on: server)
            let result = try storm.run()
            try result.expectAllWell(in: storm)
        }

        @Test func waitingSaysForWhomSinceWhenAndWhichCommit() throws {
            let app = try TrialApp("waiting", on: server)
            try app.deploy()
            let commit = try app.commit("start-after 3")
            let first = try PushUnderWay(app.repository)
            #expect(poll(for: 30) { ProcessTable.of("runner", app: "waiting").first } != nil)
            let clone = try TrialApp(cloneOf: app)
            try clone.commit()
            let second = try PushUnderWay(clone.repository)
            #expect(try first.end().status == 0)
            let end = try second.end()
            #expect(end.status == 0, "\(end.said)")
            let line = try #require(end.said.split(separator: "\n").first { $0.contains("Waiting") }, "\(end.said)")
            for word in [String(commit.prefix(7)), "tester", "since 20"] { #expect(line.contains(word), "\(line)") }
        }
    }
}

extension EndToEnd.Soak {
    @Suite(.serialized) struct Storms {
        @Test func twentyPushesOverFiveApps() throws {
            let server = try TestServer.shared.get()
            let storm = try PushStorm("five", apps: 5, branches: ["main", "main", "master", "feature"], on: server)
            let began = Instant.now
            let result = try storm.run()
            try result.expectAllWell(in: storm)
            #expect(!result.waits.isEmpty, "nobody waited")
            for line in result.waits { #expect(line.contains("since 20") && line.contains("commit"), "\(line)") }
            let lost = result.pushes.count { $0.status != 0 }
            Transcript.add(
                "20 pushes over 5 apps at once", began.elapsed,
                "\(result.pushes.count - lost) taken, \(lost) lost to another of their branch; at most \(result.atOnce) deploys at once, \(result.atOnceOfOne) of one app; \(result.waits.count) waited: '\(result.waits.first?.trimmed ?? "")'"
            )
        }
    }
}
