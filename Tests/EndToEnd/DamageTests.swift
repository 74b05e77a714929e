import Glibc
import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    /// One case of each class of the failure matrix; `make soak` runs all of them.
    @Suite(.serialized) struct Damages {
        let app: TrialApp

        private static let shared = Result { try TrialApp("damaged", on: TestServer.shared.get()) }

        init() throws { app = try Self.shared.get() }

        @Test func aBuildThatFails() throws {
            try Damage("build fails", app).run(.rejected) { damage in
                let push = try damage.push("", lines: "RUN false")
                #expect(push.status != 0)
            }
        }

        @Test func aUnitThatCrashesAtItsStart() throws {
            try Damage("crash at start", app).run(.failed("exit code 7")) { damage in
                let push = try damage.push("crash 7")
                #expect(push.status != 0 && push.error.contains("cannot find my database"), "\(push.error)")
            }
        }

        @Test func aRegistryThatDoesNotAnswerAndItsPusherIsKilled() throws {
            try Damage("pusher killed -9 while the registry is stopped", app).run(.failed()) { damage in
                let registry = try #require(try damage.server.daemon("registry").pid)
                kill(registry, SIGSTOP)
                defer { kill(registry, SIGCONT) }
                let push = try damage.startPush()
                let pusher = try damage.stage("pusher")
                try damage.barrier("a builder that has handed on") {
                    ProcessTable.of("builder", app: damage.app.name).isEmpty ? true : nil
                }
                pusher.signal(SIGKILL)
                #expect(try push.end().status != 0)
            }
        }

        @Test func aRunnerThatIsKilled() throws {
            try Damage("runner killed -9 while its units start", app).run(.abandoned) { damage in
                let push = try damage.startPush("shut")
                try damage.awaitRunnerWaiting().signal(SIGKILL)
                #expect(try push.end().status != 0)
            }
        }

        @Test func aClientThatIsKilledWhileItsDeployRuns() throws {
            try Damage("client killed -9 during the deploy", app).run(.live) { damage in
                let push = try damage.startPush("start-after 3")
                _ = try damage.awaitRunnerWaiting()
                push.child.signal(SIGKILL)
                try damage.barrier("its end") {
                    try damage.app.releases.first?.outcome == "under way" ? nil : true
                }
            }
        }
    }
}
