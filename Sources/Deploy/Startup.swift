import Engine
import Glibc
import Model
import Pipeline
import Routing
import System

/// The wait from a created service to units that are well: the router finds their ports open, their image's or
/// stack's healthcheck is content, and they answer tsuru.yaml's. A unit that ends, ends the wait at once, and so does
/// one whose healthcheck has given up.
struct Startup {
    let runner: Runner
    let release: Release
    let service: String
    let count: Int
    /// What it is waited for; units of another one, which it replaces, say nothing. Any where nil.
    var definition: Definition?
    /// Tasks that were over before this began: they say nothing of it.
    var earlier: Set<String> = []
    /// Containers that we ended ourselves; the swarm hears of that a moment later.
    var retired: Set<String> = []

    /// How long units may take, in seconds; longer where their healthcheck may.
    static let limit = 120.0

    func wait() throws {
        let began = Instant.now
        let trials = httpCheck.map(HTTPTrials.init)
        var words = WaitingWords()
        var limit = Self.limit
        while true {
            try Termination.check()
            // What was answered before the router is asked: a unit that it still knows is the one that answered.
            let verdicts = trials?.verdicts ?? [:]
            // A router that is being restarted is back within the limit.
            let state = try? runner.router.awaitUnits(of: service, count: count, seconds: 0.2)
            let up = state?.services[service]?.units.filter { $0.status == .up } ?? []
            if up.count >= count {
                guard let trials else { return }
                for unit in up {
                    if case .failed(let answer) = verdicts[HTTPTrials.Target(unit)] {
                        throw wrongAnswer(answer, of: unit.id)
                    }
                }
                if up.count(where: { verdicts[HTTPTrials.Target($0)] == .passed }) >= count { return }
                trials.ask(up)
                trials.wait(seconds: 0.2)
            } else if state == nil {
                usleep(100_000)
            }
            let tasks = try tasks()
            let units = try units()
            if let unit = units.first(where: { $0.health == .unhealthy }) { throw try unhealthy(unit.id) }
            if let dead = tasks.first(where: endedByItself) { throw try crash(of: dead) }
            if let unit = units.first(where: { $0.health == .starting }), words.isFirstCheckDue {
                limit = try max(limit, sayFirstCheck(of: unit))
                words.isFirstCheckDue = false
            }
            if let failure = placeless(tasks, since: began) { throw failure }
            let waiting = self.waiting(tasks, units, up: up, trials: trials)
            guard began.elapsed < limit else {
                if state == nil || state?.problem != nil { throw routerFails(state, after: limit) }
                throw tooSlow(waiting, after: limit, tasks)
            }
            if words.isDue { Report.detail("waiting for \(name): \(waiting)") }
        }
    }

    /// The swarm wants a unit removed that it takes from a service which shrinks: that is no end of its own.
    func endedByItself(_ task: SwarmTask) -> Bool {
        task.state.isOver && task.desiredState != .remove && !earlier.contains(task.id)
            && !retired.contains(task.containerID ?? "")
    }

    var released: ServiceRelease? { release.services.first { $0.engineName == service } }

    var port: Int { released?.port ?? 0 }

    /// The service as people name it.
    var name: String { released?.service.rawValue ?? service }

    private var httpCheck: HTTPHealthcheck? {
        if case .http(let check) = definition?.source.healthcheck { check } else { nil }
    }

    /// What it is waited for.
    private func waiting(
        _ tasks: [SwarmTask], _ units: [ContainerSummary], up: [UnitState], trials: HTTPTrials?
    ) -> String {
        if up.count >= count, let trials { return trials.words(up) }
        if units.contains(where: { $0.health == .starting }) { return "running, but its healthcheck isn't content yet" }
        if let words = started(tasks) { return words }
        let closed = units.first { unit in !up.contains { $0.id == unit.id } }
        let ports = closed.map { listening($0.id) } ?? []
        let elsewhere = ports.isEmpty ? "" : "; it listens on \(ports.joined(separator: ", "))"
        return "running, but nothing answers on port \(port) yet\(elsewhere)"
    }

    /// How many run, where that aren't all; nil where they are.
    func started(_ tasks: [SwarmTask]) -> String? {
        let running = tasks.filter { $0.state == .running }.count
        guard running < count else { return nil }
        let first = tasks.first { !$0.state.isOver && $0.state != .running } ?? tasks.first
        let words = first.map { [$0.message.isEmpty ? $0.state.rawValue : $0.message, $0.error].compactMap(\.self) }
        let state = words?.joined(separator: ": ") ?? "no unit yet"
        return "\(running) of \(count) running (\(state))"
    }

    /// Says when a unit's healthcheck comes first, where that takes its time; until when it has given up for sure.
    func sayFirstCheck(of unit: ContainerSummary) throws -> Double {
        guard let check = try runner.engine.container(unit.id)?.healthcheck else { return 0 }
        if let text = check.firstCheckInWords(hasStartInterval: try runner.engine.hasStartInterval()) {
            Report.detail("waiting for \(name): \(text)")
        }
        return check.longest
    }

    private func listening(_ unit: String) -> [String] {
        guard let pid = (try? runner.engine.container(unit))?.state.pid, pid > 0 else { return [] }
        return ListeningPorts.of(process: pid)
    }
}

/// When the output says again what it waits for: after 5 seconds, then after twice as long each time.
struct WaitingWords {
    /// Whether nothing was said yet of when the first healthcheck comes.
    var isFirstCheckDue = true
    private var next = Instant.now.advanced(by: 5)
    private var pause = 5.0

    /// True once each time.
    var isDue: Bool {
        mutating get {
            guard next.remaining == 0 else { return false }
            pause *= 2
            next = Instant.now.advanced(by: pause)
            return true
        }
    }
}

extension CommandHealthcheck {
    /// Seconds until the engine has given up on a unit for sure. Defaults: Docker Engine API v1.41, `HealthConfig`.
    var longest: Double {
        let tries = Double(retries ?? 3)
        return (startPeriod ?? 0) + (interval ?? 30) * (tries + 1) + (timeout ?? 30) * tries
    }

    /// When the first check comes, where that is worth a line.
    func firstCheckInWords(hasStartInterval: Bool) -> String? {
        func text(_ seconds: Double) -> String {
            "\(seconds == seconds.rounded() ? "\(Int(seconds))" : "\(seconds)") s"
        }
        let interval = interval ?? 30
        if hasStartInterval, let startPeriod, startPeriod > 0 {
            let first = startInterval ?? 5
            return first > 2 ? "its healthcheck comes every \(text(first)) while it starts" : nil
        }
        guard interval > 2 else { return nil }
        let shorter = hasStartInterval ? "a start_period has it come sooner" : "engines from 25 on can start sooner"
        return "its first healthcheck comes after one interval, \(text(interval)); \(shorter)"
    }
}
