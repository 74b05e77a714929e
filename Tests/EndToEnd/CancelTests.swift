import Glibc
import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    @Suite(.serialized) struct Cancels {
        @Test func aDeployIsCancelledWhileItsUnitsStart() throws {
            let app = try TrialApp("cancelled", on: TestServer.shared.get())
            try app.deploy()
            try Damage("cancelled while units start", app).cancel { damage in
                let push = try damage.startPush("shut")
                _ = try damage.awaitRunnerWaiting()
                return push
            }
        }
    }
}

extension EndToEnd.Soak {
    /// A deploy is cancelled in each stage, and what goes without one too.
    @Suite(.serialized) struct Cancels {
        let app: TrialApp

        private static let shared = Result { try TrialApp("cancels", on: TestServer.shared.get()) }

        init() throws { app = try Self.shared.get() }

        @Test func inTheReceiver() throws {
            var lock: StoreLock?
            try Damage("cancelled in the receiver", app).cancel(["cancelled", "none"]) { damage in
                let push = try damage.startPush(lines: "RUN sleep 2.0331")
                try damage.barrier("the gate") { ProcessTable.running("sleep 2.0331").first }
                lock = try StoreLock(damage.server.folder.store)
                try damage.barrier("the gate's end") {
                    ProcessTable.of("launcher", app: damage.app.name).isEmpty ? nil : true
                }
                _ = try damage.stage("receiver")
                return push
            } then: { _ in
                lock?.release()
            }
        }

        @Test func inTheBuilder() throws {
            try Damage("cancelled in the builder", app).run(.init(outcomes: ["cancelled"], reason: "cancelled by")) {
                damage in
                try damage.app.commit(lines: "RUN sleep 4321.3")
                let branch = "slow-\(UInt32.random(in: 0 ... .max))"
                #expect(try damage.app.repository.push("main:refs/heads/\(branch)").status == 0)
                let deploy = Shared<Command.Outcome?>(nil)
                let (server, name) = (damage.server, damage.app.name)
                Threads.start { deploy.update { $0 = try? server.tried("deploy", name, "--ref", branch) } }
                try damage.barrier("the build's step") { ProcessTable.running("sleep 4321.3").first }
                try server.slipway("releases", "cancel", name)
                let outcome = try damage.barrier("its end") { deploy.value }
                #expect(outcome.status != 0)
                damage.note((outcome.status, outcome.error))
                #expect(poll(for: 20) { ProcessTable.running("sleep 4321.3").isEmpty ? true : nil } == true)
            }
        }

        @Test func inThePusher() throws {
            let registry = try #require(try app.server.daemon("registry").pid)
            defer { kill(registry, SIGCONT) }
            try Damage("cancelled in the pusher", app).cancel { damage in
                let push = try damage.startPush(lines: "RUN sleep 1.0331")
                try damage.barrier("the gate") { ProcessTable.running("sleep 1.0331").first }
                kill(registry, SIGSTOP)
                _ = try damage.stage("pusher")
                try damage.barrier("a builder that has handed on") {
                    ProcessTable.of("builder", app: damage.app.name).isEmpty ? true : nil
                }
                return push
            } then: { _ in
                kill(registry, SIGCONT)
            }
        }

        @Test func inTheRunner() throws {
            try Damage("cancelled in the runner", app).cancel { damage in
                let push = try damage.startPush("shut")
                _ = try damage.awaitRunnerWaiting()
                return push
            }
        }
    }
}

extension Damage {
    /// Cancels what `start` has brought to its middle; `then` follows at once.
    func cancel(
        _ outcomes: Set<String> = ["cancelled"], _ start: (Damage) throws -> PushUnderWay,
        then: (Damage) throws -> Void = { _ in }
    ) throws {
        try run(.init(outcomes: outcomes, reason: "cancelled by host")) { damage in
            let push = try start(damage)
            let cancel = try server.tried("releases", "cancel", app.name)
            try then(damage)
            #expect(cancel.status == 0, "\(name): \(cancel.error)")
            let end = try push.end()
            #expect(end.status != 0 && end.said.contains("cancelled"), "\(name): \(end.said)")
            note(end)
        }
    }
}
