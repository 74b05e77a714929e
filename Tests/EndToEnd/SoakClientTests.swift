import Glibc
import Model
import System
import TestSupport
import Testing

extension EndToEnd.Soak {
    /// The failure matrix: clients that go away, and a power cut.
    @Suite(.serialized) struct Clients {
        let app: TrialApp

        private static let shared = Result { try TrialApp("clients", on: TestServer.shared.get()) }

        init() throws { app = try Self.shared.get() }

        @Test func aClientKilledAtTheGate() throws {
            try Damage("client killed -9 at the gate", app).run(.rejected) { damage in
                let push = try damage.startPush(lines: "RUN sleep 4321.1")
                try damage.barrier("the build's step") { ProcessTable.running("sleep 4321.1").first }
                push.child.signal(SIGKILL)
                try damage.awaitQuiet()
                #expect(ProcessTable.running("sleep 4321.1").isEmpty, "its build ended with it")
            }
        }

        @Test func aClientKilledWhileItWaits() throws {
            try Damage("client killed -9 while its deploy waits for another", app).run(
                .init(outcomes: ["live", "superseded"])
            ) { damage in
                let first = try damage.startPush("start-after 6")
                _ = try damage.awaitRunnerWaiting()
                let second = try damage.startPush()
                try damage.barrier("that it waits") { second.said.contains("Waiting") ? true : nil }
                second.child.signal(SIGKILL)
                #expect(try first.end().status == 0)
                try damage.awaitQuiet()
                let newest = try damage.app.releases[0]
                let head = try damage.app.repository.head
                #expect(head.hasPrefix(newest.commit), "the waiting one is deployed: \(newest), \(head)")
            }
        }

        @Test func aClientKilledDuringItsDeploy() throws {
            try Damage("client killed -9 during its deploy", app).run(.live) { damage in
                let push = try damage.startPush("start-after 4")
                _ = try damage.awaitRunnerWaiting()
                push.child.signal(SIGKILL)
                try damage.awaitQuiet()
            }
        }

        /// Where everything is in the middle of something, all is killed at once, and the server is started again.
        @Test(arguments: ["gate", "start", "commit"]) func aPowerCut(_ moment: String) throws {
            let outcomes: Set<String> = moment == "gate" ? ["none"] : moment == "start" ? ["abandoned"] : ["live"]
            let expectation = Damage.Expectation(outcomes: outcomes, interrupts: true, within: 60)
            try Damage("power cut at the \(moment)", app).run(expectation) { damage in
                let (server, name, old) = (damage.server, damage.app.name, damage.old.release)
                if moment == "commit" { Threads.start { _ = server.get(name, "/slow?20", limit: 30) } }
                let push = try damage.startPush(
                    moment == "start" ? "start-after 60" : "", lines: moment == "gate" ? "RUN sleep 4321.2" : "")
                switch moment {
                case "gate": try damage.barrier("the build") { ProcessTable.running("sleep 4321.2").first }
                case "start": _ = try damage.awaitRunnerWaiting()
                default:
                    try damage.barrier("the commit") {
                        damage.app.answering.map { $0 != old } == true ? true : nil
                    }
                    _ = try damage.stage("runner")
                }
                let killed = try ProcessTable.killAllButOurs()
                damage.notes.append("\(killed) processes killed")
                #expect(try push.end().status != 0)
                try damage.server.up()
            }
        }
    }
}

extension ProcessTable {
    /// Kills everything in these namespaces but this process and those that it comes from; how many those were.
    static func killAllButOurs() throws -> Int {
        var spared: Set<pid_t> = []
        var pid: pid_t? = getpid()
        let parents = Dictionary(all.map { ($0.pid, $0.parent) }, uniquingKeysWith: { first, _ in first })
        while let own = pid, own > 0 {
            spared.insert(own)
            pid = parents[own]
        }
        let victims = all.filter { !spared.contains($0.pid) }
        // First all stand still, so that nothing is started anew meanwhile.
        for victim in victims { victim.signal(SIGSTOP) }
        for victim in victims { victim.signal(SIGKILL) }
        for victim in all where !spared.contains(victim.pid) { victim.signal(SIGKILL) }
        return victims.count
    }
}
