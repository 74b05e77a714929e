import Glibc
import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    /// What takes too long for every day.
    @Suite(.serialized, .enabled(if: Transcript.isWanted, "make soak")) struct Soak {}
}

extension EndToEnd.Soak {
    /// The failure matrix: units that fail.
    @Suite(.serialized) struct Units {
        let app: TrialApp

        private static let shared = Result { try TrialApp("units", on: TestServer.shared.get()) }

        init() throws { app = try Self.shared.get() }

        @Test func aUnitThatCrashesAfterFiveSeconds() throws {
            try Damage("crash after 5 s, its port still closed", app).run(.failed("exit code 9")) { damage in
                let push = try damage.push("crash-after 5 shut")
                #expect(push.status != 0 && push.error.contains("my database went away"), "\(push.error)")
            }
        }

        /// It was up when it was asked, so it is live: the engine starts it anew each time.
        @Test func aUnitThatCrashesAfterItWasUp() throws {
            var expectation = Damage.Expectation.live
            expectation.interrupts = true
            try Damage("crash after 5 s, once it was up", app).run(expectation) { damage in
                _ = try damage.push("crash-after 5")
                try damage.barrier("its crash") { damage.app.answering == nil ? true : nil }
                try damage.barrier("it being started anew") { damage.app.answering }
            }
        }

        @Test func aUnitThatIsWellAndThenAnswers500() throws {
            var expectation = Damage.Expectation.live
            expectation.isIll = true
            try Damage("healthy, then 500", app).run(expectation) { damage in
                let push = try damage.push("ill-after 3")
                #expect(push.status == 0, "\(push.error)")
                try damage.barrier("a 500") { damage.server.get(damage.app.name)?.status == 500 ? true : nil }
            }
        }

        @Test func aUnitThatIsNeverHealthy() throws {
            let check =
                "HEALTHCHECK --interval=1s --timeout=2s --retries=2 CMD wget -q -O - http://127.0.0.1:8080/health"
            try Damage("never healthy", app).run(.failed()) { damage in
                let push = try damage.push("health 500", lines: check)
                #expect(push.status != 0 && push.error.contains("500"), "\(push.error)")
                damage.note((push.status, push.error))
            }
        }

        @Test func aPortThatNeverOpens() throws {
            try Damage("port never opens", app).run(.failed("was not up after")) { damage in
                let push = try damage.push("shut")
                #expect(push.status != 0 && push.error.contains("0.0.0.0:8080"), "\(push.error)")
            }
        }

        @Test func aUnitThatIgnoresTERM() throws {
            try Damage("ignores TERM, and is replaced", app).run(.live) { damage in
                try damage.app.commit("deaf")
                #expect(try damage.app.repository.push().status == 0)
                let push = try damage.push("")
                #expect(push.status == 0, "\(push.error)")
            }
        }

        /// Engine 20.10 on cgroup v1 tells no reason here: then the status is all that there is.
        @Test func aUnitThatRunsOutOfMemory() throws {
            try Damage("out of memory", app).run(.failed("exit code 137")) { damage in
                let push = try damage.startPush("eat 300")
                _ = try damage.awaitRunnerWaiting()
                // Before it eats: it waits for two seconds.
                let newest = try damage.server.docker(
                    "ps", "-q", "--latest", "--filter", "label=slipway.app=\(damage.app.name)"
                ).trimmed
                try damage.server.docker("update", "--memory", "64m", "--memory-swap", "64m", newest)
                damage.note(try push.end())
            }
        }
    }
}
