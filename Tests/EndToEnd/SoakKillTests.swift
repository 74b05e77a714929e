import Glibc
import Model
import System
import TestSupport
import Testing

extension EndToEnd.Soak {
    /// The failure matrix: each of our processes killed -9 while it is provably in the middle of its step.
    @Suite(.serialized) struct Kills {
        let app: TrialApp

        private static let shared = Result { try TrialApp("kills", on: TestServer.shared.get()) }

        init() throws { app = try Self.shared.get() }

        /// A step of a build that takes a while; what proves that it is under way is its process.
        private static let slowStep = (line: "RUN sleep 12.0321", process: "sleep 12.0321")

        /// What is killed at the gate: whoever is left may bring the push to its end, or the branch doesn't move.
        @Test(arguments: ["builder", "pre-receive", "git", "slipway-shell", "docker", "sshd"])
        func atTheGate(_ program: String) throws {
            let expectation = Damage.Expectation(outcomes: program == "builder" ? ["none"] : ["none", "live"])
            try Damage("gate: \(program) killed -9 while a build step runs", app).run(expectation) { damage in
                let push = try damage.startPush(lines: Self.slowStep.line)
                try damage.barrier("the build's step") { ProcessTable.running(Self.slowStep.process).first }
                let victim = try #require(damage.worker(program), "no \(program)")
                victim.signal(SIGKILL)
                damage.note(try push.end())
                try damage.awaitQuiet()
            }
        }

        /// Its settings are a pipe that nobody writes to, so it stands at its very first step.
        @Test func theReceiverAtTheGate() throws {
            try Damage("gate: receiver killed -9 while it reads", app).run(.rejected) { damage in
                let settings = damage.server.folder.settings
                try Command(["mv", settings, "\(settings).kept"]).check("put the settings away")
                mkfifo(settings, 0o644)
                let push = try damage.startPush()
                let receiver = try damage.stage("receiver")
                #expect(receiver.arguments.contains("--check"))
                receiver.signal(SIGKILL)
                try Command(["mv", "\(settings).kept", settings]).check("put the settings back")
                damage.note(try push.end())
                try damage.awaitQuiet()
            }
        }

        @Test func theReceiver() throws {
            try Damage("deploy: receiver killed -9 while it opens the record", app).run(
                .init(outcomes: ["none", "failed"])
            ) { damage in
                let push = try damage.startPush(lines: "RUN sleep 2.0321")
                try damage.barrier("the gate") { ProcessTable.running("sleep 2.0321").first }
                let lock = try StoreLock(damage.server.folder.store)
                try damage.barrier("the gate's end") {
                    ProcessTable.of("launcher", app: damage.app.name).isEmpty ? nil : true
                }
                let receiver = try damage.stage("receiver")
                #expect(!receiver.arguments.contains("--check"))
                receiver.signal(SIGKILL)
                lock.release()
                damage.note(try push.end())
            }
        }

        /// The build's client lives on: the app's lock must be free all the same.
        @Test func theBuilder() throws {
            try Damage("deploy: builder killed -9 with a build child that lives on", app).run(
                .init(outcomes: ["failed", "abandoned"])
            ) { damage in
                try damage.app.commit(lines: Self.slowStep.line)
                let stored = try damage.app.repository.push("main:refs/heads/slow-\(UInt32.random(in: 0 ... .max))")
                let branch = try #require(stored.error.split(separator: " ").first { $0.hasPrefix("slow-") })
                let deploy = Shared<Command.Outcome?>(nil)
                let (server, name) = (damage.server, damage.app.name)
                let ref = String(branch.prefix { $0 != ":" })
                Threads.start { deploy.update { $0 = try? server.tried("deploy", name, "--ref", ref) } }
                try damage.barrier("the build's step") { ProcessTable.running(Self.slowStep.process).first }
                try damage.stage("builder").signal(SIGKILL)
                let outcome = try damage.barrier("the deploy's end") { deploy.value }
                #expect(outcome.status != 0)
                #expect(!ProcessTable.running(Self.slowStep.process).isEmpty, "the build's child lives on")
                #expect(try Inventory(of: damage.app).locks.isEmpty, "and doesn't hold the lock")
                damage.note((outcome.status, outcome.error))
            }
        }

        @Test func thePusher() throws {
            try Damage("deploy: pusher killed -9 while the registry is stopped", app).run(.failed()) { damage in
                let registry = try #require(try damage.server.daemon("registry").pid)
                let push = try damage.startPush(lines: "RUN sleep 1.0321")
                try damage.barrier("the gate") { ProcessTable.running("sleep 1.0321").first }
                kill(registry, SIGSTOP)
                defer { kill(registry, SIGCONT) }
                let pusher = try damage.stage("pusher")
                try damage.barrier("a builder that has handed on") {
                    ProcessTable.of("builder", app: damage.app.name).isEmpty ? true : nil
                }
                pusher.signal(SIGKILL)
                damage.note(try push.end())
            }
        }

        @Test(arguments: ["runner", "sh", "launcher", "git", "slipway-shell", "sshd"])
        func whileTheUnitsStart(_ program: String) throws {
            let expectation = Damage.Expectation(outcomes: program == "runner" ? ["abandoned"] : ["live"])
            try Damage("deploy: \(program) killed -9 while units start", app).run(expectation) { damage in
                let push = try damage.startPush("start-after 4")
                _ = try damage.awaitRunnerWaiting()
                let victim = try #require(
                    program == "sh" ? ProcessTable.running("hooks/deploy").first : damage.worker(program),
                    "no \(program)")
                victim.signal(SIGKILL)
                damage.note(try push.end())
                try damage.awaitQuiet()
            }
        }

        /// Nobody is left to collect what the chain says of its failure.
        @Test func theLauncherOfADeployThatFails() throws {
            try Damage("deploy: launcher killed -9, then the deploy fails", app).run(.failed("exit code 9")) { damage in
                let push = try damage.startPush("crash-after 4 shut")
                _ = try damage.awaitRunnerWaiting()
                try damage.stage("launcher").signal(SIGKILL)
                damage.note(try push.end())
                try damage.awaitQuiet()
            }
        }

        /// Past the commit: the new release serves, whatever happens to who made it live.
        @Test func theRunnerAfterItsCommit() throws {
            try Damage("deploy: runner killed -9 between commit and retirement", app).run(.live) { damage in
                let (server, name) = (damage.server, damage.app.name)
                let answered = Signal()
                Threads.start {
                    _ = server.get(name, "/slow?12", limit: 30)
                    answered.raise()
                }
                let push = try damage.startPush()
                let old = damage.old.release
                try damage.barrier("the new release") {
                    let live = try damage.app.releases.first { $0.outcome == "live" }
                    return live.map { $0.release != old } == true && damage.app.answering == live?.release ? true : nil
                }
                try damage.stage("runner").signal(SIGKILL)
                damage.note(try push.end())
                #expect(try damage.app.engineCount("service", "ls") == 2, "the old one was left")
                // The request that takes long is let finish by the old one.
                #expect(answered.wait(for: 20))
            }
        }

        /// What was committed is a release like any other, though nobody was left to close its record.
        @Test func whatServesCanBeChangedThoughItsRunnerWasKilled() throws {
            let server = app.server
            try app.deploy()
            Threads.start { [server, name = app.name] in _ = server.get(name, "/slow?12", limit: 30) }
            try #require(poll(for: 10) { server.sessions(of: app.name) > 0 ? true : nil } == true)
            let old = try app.releases[0].release
            try app.commit()
            let push = try PushUnderWay(app.repository)
            let committed = try poll(for: 30, every: 0.005) { () -> Bool? in
                let newest = try app.releases[0]
                return newest.release != old && newest.outcome == "live" ? true : nil
            }
            #expect(committed == true)
            try #require(ProcessTable.of("runner", app: app.name).first).signal(SIGKILL)
            _ = try push.end()
            let scale = try server.tried("ps", "scale", app.name, "web=2")
            #expect(scale.status == 0, "\(scale.error)")
            let back = try server.tried("ps", "scale", app.name, "web=1")
            #expect(back.status == 0, "\(back.error)")
            let rollback = try server.tried("rollback", app.name, old)
            #expect(rollback.status == 0, "\(rollback.error)")
            try app.deploy()
        }
    }
}

extension Damage {
    /// The process of a program that serves this app's push.
    func worker(_ program: String) -> RunningProcess? {
        let all = ProcessTable.all
        let shell = all.first {
            $0.name == "slipway-shell" && $0.variable("SSH_ORIGINAL_COMMAND")?.contains(app.name) == true
        }
        switch program {
        case "slipway-shell": return shell
        // The one of this connection, which runs as the user.
        case "sshd": return all.first { $0.pid == shell?.parent }
        case "git": return all.first { $0.parent == shell?.pid && $0.line.contains("receive-pack") }
        case "pre-receive":
            return all.first { $0.line.contains("hooks/pre-receive") && $0.variable("SLIPWAY_APP") == app.name }
        case "docker": return all.first { $0.name == "docker" && $0.line.contains("build") }
        default: return ProcessTable.of(program, app: app.name).first
        }
    }
}
