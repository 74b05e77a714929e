import Engine
import Glibc
import Model
import Pipeline
import System

/// How far a wait goes.
enum Readiness {
    /// A unit runs.
    case start
    /// All units run, stay up for a moment, are healthy where they have a healthcheck, and the router finds those well
    /// that it sends requests to.
    case health
}

/// Waits for units of a definition by what the engine says of them: tasks of other definitions of the same service
/// say nothing.
extension Startup {
    /// Seconds that a unit without a healthcheck runs before it counts as up.
    static let settling = 1.0
    /// Seconds for which the swarm may find no node for a unit.
    static let placing = 15.0
    /// Seconds that what runs once may take.
    static let onceLimit = 3600.0
    /// Seconds between two looks at the engine.
    private static let pause: UInt32 = 50_000

    /// - Parameter interrupting: Whether nothing of the service runs meanwhile: how long that took is said.
    func wait(for readiness: Readiness, interrupting: Bool = false) throws {
        let isRouted = released?.port != nil
        if readiness == .health, isRouted, released?.rollout == .beside { return try wait() }
        let began = Instant.now
        try waitInside(for: readiness)
        if interrupting { Report.detail("\(name) was interrupted for \(Report.seconds(began.elapsed))") }
        if readiness == .health, isRouted { try wait() }
    }

    private func waitInside(for readiness: Readiness) throws {
        let began = Instant.now
        var words = WaitingWords()
        var limit = Self.limit
        while true {
            try Termination.check()
            // Units that are replaced by others of the same definition say nothing.
            let tasks = try tasks().filter { !retired.contains($0.containerID ?? "") }
            let units = try units().filter { !retired.contains($0.id) }
            if let unit = units.first(where: { $0.health == .unhealthy }) { throw try unhealthy(unit.id) }
            if let dead = tasks.first(where: endedByItself) { throw try crash(of: dead) }
            let running = tasks.filter { $0.state == .running }
            switch readiness {
            case .start: if count == 0 || !running.isEmpty { return }
            case .health: if running.count(where: { isWell($0, units) }) >= count { return }
            }
            if let unit = units.first(where: { $0.health == .starting }), words.isFirstCheckDue {
                limit = try max(limit, sayFirstCheck(of: unit))
                words.isFirstCheckDue = false
            }
            let waiting =
                units.contains { $0.health == .starting }
                ? "running, but its healthcheck isn't content yet" : started(tasks) ?? "to stay up"
            guard began.elapsed < limit else { throw tooSlow(waiting, after: limit, tasks) }
            if let failure = placeless(tasks, since: began) { throw failure }
            if words.isDue { Report.detail("waiting for \(name): \(waiting)") }
            usleep(Self.pause)
        }
    }

    private func isWell(_ task: SwarmTask, _ units: [ContainerSummary]) -> Bool {
        guard let unit = units.first(where: { $0.id == task.containerID }) else { return false }
        switch unit.health {
        case .healthy: return true
        case .none: return (task.runningSince?.age ?? 0) >= Self.settling
        default: return false
        }
    }

    /// Of what ends by itself: until each unit has, with success. What it printed is shown.
    func waitForSuccess() throws {
        let began = Instant.now
        var words = WaitingWords()
        while true {
            try Termination.check()
            let tasks = try tasks()
            let attempts = definition?.engineService.restart.attempts ?? 0
            let failed = tasks.filter { $0.state.isOver && $0.state != .complete }
            if failed.count > attempts, let last = failed.first { throw try crash(of: last) }
            let done = tasks.filter { $0.state == .complete }
            if done.count >= count {
                for task in done { lastLines(of: task.containerID).dropFirst().forEach(Report.detail) }
                Report.detail("\(name) ended well after \(Report.seconds(began.elapsed))")
                return
            }
            guard began.elapsed < Self.onceLimit else {
                throw tooSlow("it still runs", after: Self.onceLimit, tasks)
            }
            if words.isDue { Report.detail("waiting for \(name) to end") }
            usleep(Self.pause)
        }
    }

    /// Those of this definition, the newest first.
    func tasks() throws -> [SwarmTask] {
        let tasks = try runner.engine.tasks(service: service)
        guard let hash = definition?.service.definition else { return tasks }
        return tasks.filter { $0.definition == hash }
    }

    func units() throws -> [ContainerSummary] {
        let hash = definition.map { ["\(EngineLabel.definition)=\($0.service.definition)"] } ?? []
        return try runner.engine.containers(labels: ["com.docker.swarm.service.name=\(service)"] + hash)
    }
}
