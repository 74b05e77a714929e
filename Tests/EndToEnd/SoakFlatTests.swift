import Model
import System
import TestSupport
import Testing

extension EndToEnd.Soak {
    /// What must not grow with the number of deploys.
    @Suite(.serialized) struct Flat {
        @Test func fiftyDeploysLeaveNoMoreThanTen() throws {
            let server = try TestServer.shared.get()
            let app = try TrialApp("flat", on: server)
            let began = Instant.now
            try app.deploy()
            let load = Load("flat", on: server, rate: 50)
            let collector = Collector(server)
            var usages: [Usage] = []
            for number in 1...50 {
                try app.deploy()
                guard number % 10 == 0 else { continue }
                // What was replaced goes a moment after its deploy.
                _ = try poll(for: 30, every: 0.5) {
                    try app.engineCount("ps", "-a") == 1 && app.engineCount("image", "ls") <= 10 ? true : nil
                }
                let usage = try Usage(of: app)
                usages.append(usage)
                Transcript.add("flat: after \(number) deploys", began.elapsed, "\(usage)")
            }
            let collected = collector.stop()
            #expect(collected.failed.isEmpty && collected.runs > 10, "\(collected.failed.prefix(2))")
            // To the oldest that is kept: whatever was collected, its image was not.
            let oldest = try #require(try app.releases.last { $0.outcome == "replaced" })
            try server.slipway("rollback", "flat", oldest.release)
            let newest = try app.releases[0]
            #expect(newest.outcome == "live" && newest.commit == oldest.commit && app.answering == newest.release)
            let seen = load.stop()
            #expect(seen.failures.isEmpty, "\(seen.failures.prefix(3)); \(seen.summary)")
            // The first ten are kept all: from the twentieth on it must be as it was.
            let (tenth, last) = (usages[0], usages[usages.count - 1])
            #expect(last.counts == tenth.counts, "images, containers, services, networks, slots: \(usages)")
            #expect(last.disk < tenth.disk + 4096, "KiB in the data folder: \(tenth.disk), then \(last.disk)")
            for (name, memory) in last.memory {
                let before = tenth.memory[name] ?? 0
                #expect(memory < before + max(before / 4, 16384), "KiB of \(name): \(before), then \(memory)")
            }
            Transcript.add(
                "flat: load meanwhile", began.elapsed,
                "\(collected.runs) × slipway gc; then back to \(oldest.release), the oldest kept; \(seen.summary)")
        }
    }
}

/// Runs `slipway gc` again and again.
private final class Collector: Sendable {
    struct Collected: Sendable {
        var runs = 0
        var failed: [String] = []
    }

    private let collected = Shared(Collected())
    private let stopping = Signal()
    private let ended = Signal()

    init(_ server: TestServer) {
        Threads.start { [self] in
            while !stopping.wait(for: 2) {
                let outcome = try? server.tried("gc")
                collected.update { collected in
                    collected.runs += 1
                    if outcome?.status != 0 { collected.failed.append(outcome?.error ?? "it did not run") }
                }
            }
            ended.raise()
        }
    }

    func stop() -> Collected {
        stopping.raise()
        ended.wait(for: 60)
        return collected.value
    }
}

/// What a server takes at one moment.
struct Usage: CustomStringConvertible {
    /// Images of the app, containers, services, networks and slots.
    let counts: [Int]
    /// KiB below the data folder, without git's repositories and logs, which keep what was pushed and said.
    let disk: Int
    /// KiB of each daemon.
    let memory: [String: Int]

    init(of app: TrialApp) throws {
        let server = app.server
        counts = [
            try app.engineCount("image", "ls"), try app.engineCount("ps", "-a"),
            try app.engineCount("service", "ls"), try app.engineCount("network", "ls"),
            try server.routed(app.name).count,
        ]
        let size = try Command([
            "du", "-sk", "--exclude=repositories", "--exclude=logs", "--exclude=server.log", server.folder.root,
        ]).check("measure")
        disk = Int(size.prefix { $0.isNumber }) ?? 0
        var memory: [String: Int] = [:]
        for name in ["engine", "registry", "haproxy", "router", "keeper", "sshd"] {
            guard let pid = try server.daemon(name).pid else { continue }
            memory[name] = Self.memory(of: pid)
            if name == "engine" {
                memory["supervisor"] = ProcessTable.all.first { $0.pid == pid }.flatMap { Self.memory(of: $0.parent) }
            }
        }
        self.memory = memory
    }

    private static func memory(of pid: Int32) -> Int? {
        let line = try? Files.read("/proc/\(pid)/status").split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        return line?.split { !$0.isNumber }.first.flatMap { Int($0) }
    }

    var description: String {
        let names = ["images", "containers", "services", "networks", "slots"]
        let things = zip(counts, names).map { "\($0) \($1)" }.joined(separator: ", ")
        let daemons = memory.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value / 1024)" }.joined(separator: ", ")
        return "\(things); \(disk / 1024) MiB on disk; MiB of memory: \(daemons)"
    }
}
