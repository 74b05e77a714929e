import Engine
import Glibc
import Model
import Pipeline
import Routing
import System

/// The wait from a created service to units that the router finds up. A unit that ends, ends the wait at once.
struct Startup {
    let runner: Runner
    let release: Release
    let service: String
    let count: Int
    /// Tasks that were over before this began: they say nothing of it.
    var earlier: Set<String> = []
    /// Containers that we ended ourselves; the swarm hears of that a moment later.
    var retired: Set<String> = []

    func wait() throws {
        let deadline = Instant.now.advanced(by: Runner.startLimit)
        var nextWord = Instant.now.advanced(by: 5)
        var pause = 5.0
        while true {
            try Termination.check()
            // A router that is being restarted is back within the deadline.
            let state = try? runner.router.awaitUnits(of: service, count: count, seconds: 0.2)
            if let state, state.up(service) >= count { return }
            if state == nil { usleep(100_000) }
            let tasks = try runner.engine.tasks(service: service)
            if let dead = tasks.first(where: endedByItself) { throw try crash(of: dead) }
            guard deadline.remaining > 0 else { throw try tooSlow(tasks) }
            if nextWord.remaining == 0 {
                pause *= 2
                nextWord = Instant.now.advanced(by: pause)
                Report.detail("waiting for \(service): \(words(tasks))")
            }
        }
    }

    /// The swarm wants a unit removed that it takes from a service which shrinks: that is no end of its own.
    private func endedByItself(_ task: SwarmTask) -> Bool {
        task.state.isOver && task.desiredState != .remove && !earlier.contains(task.id)
            && !retired.contains(task.containerID ?? "")
    }

    private func words(_ tasks: [SwarmTask]) -> String {
        let running = tasks.filter { $0.state == .running }.count
        if running == count { return "running, but nothing answers on port \(port ?? 0) yet" }
        let state = tasks.first.map { $0.message.isEmpty ? $0.state.rawValue : $0.message } ?? "no unit yet"
        return "\(running) of \(count) running (\(state))"
    }

    /// A unit that ended before it was up: how, and the last that it said.
    private func crash(of task: SwarmTask) throws -> Failure {
        let log = lastLines(of: task)
        let inspected = try task.containerID.flatMap { try runner.engine.container($0) }
        var how = "exit code \(task.exitCode.map(String.init) ?? "unknown")"
        if inspected?.state.oomKilled == true { how += ", out of memory" }
        if let error = inspected?.state.error, !error.isEmpty { how += ": \(error)" }
        if task.containerID == nil || task.exitCode == nil, let error = task.error { how = error }
        return Failure(
            .unavailable, "'\(service)' ended as it started: \(how)",
            hint: "\(whatServes); mend the cause, then push again or type: slipway deploy \(release.app)",
            detail: log.isEmpty ? ["it printed nothing"] : ["the last that it printed:"] + log.map { "  \($0)" })
    }

    private var port: Int? { release.services.first { $0.engineName == service }?.port }

    private var whatServes: String {
        let live = (try? runner.store.app(release.app))?.live
        return live.map { "\($0) goes on serving" } ?? "nothing serves yet"
    }

    private func tooSlow(_ tasks: [SwarmTask]) throws -> Failure {
        let log = tasks.first.map(lastLines(of:)) ?? []
        return Failure(
            .unavailable,
            "'\(service)' was not up after \(Int(Runner.startLimit)) s: \(words(tasks))",
            hint: "it must listen on 0.0.0.0:\(port ?? 0), the port that its Dockerfile EXPOSEs and that $PORT names",
            detail: log.isEmpty ? [] : ["the last that it printed:"] + log.map { "  \($0)" })
    }

    private func lastLines(of task: SwarmTask) -> [String] {
        guard let container = task.containerID else { return [] }
        var lines: [String] = []
        try? runner.engine.containerLogs(container, LogSelection(tail: 50)) { line in
            lines.append(line.text.printable(500))
            return true
        }
        return lines
    }
}
