import Engine
import Model
import Routing
import System

/// How a wait ends badly, with all that helps to mend it.
extension Startup {
    /// A unit that ended before it was up: how, and the last that it said.
    func crash(of task: SwarmTask) throws -> Failure {
        let container = try task.containerID.flatMap { try runner.engine.container($0) }
        // The swarm ends a unit that is unhealthy.
        if let container, container.health?.status == .unhealthy { return unhealthy(container) }
        let ending = Ending(
            exitCode: task.exitCode, outOfMemory: container?.state.oomKilled == true,
            memoryLimit: container?.memoryLimit)
        var how = ending.words
        if let error = container?.state.error, !error.isEmpty { how += ": \(error)" }
        if task.containerID == nil || task.exitCode == nil, let error = task.error { how = error }
        return failure("'\(name)' ended as it started: \(how)", lastLines(of: task.containerID, orSay: true))
    }

    func unhealthy(_ unit: String) throws -> Failure {
        guard let container = try runner.engine.container(unit) else {
            return failure("'\(name)' is unhealthy, and its unit has gone", [])
        }
        return unhealthy(container)
    }

    private func unhealthy(_ container: Container) -> Failure {
        // A check that was under way when the unit was stopped comes last, and says nothing.
        let log = container.health?.log ?? []
        let result = log.last { $0.exitCode != 0 && !$0.output.isEmpty } ?? log.last { $0.exitCode != 0 }
        var message = "'\(name)' is unhealthy: its healthcheck failed"
        if let test = container.healthcheck?.words { message += ", \(test)" }
        // The engine's word for one that took too long.
        if let result { message += result.exitCode < 0 ? ": it took too long" : ": exit code \(result.exitCode)" }
        let output = (result?.output ?? "").split(whereSeparator: \.isNewline).prefix(20)
        let printed =
            output.isEmpty
            ? ["the healthcheck printed nothing"]
            : ["the healthcheck printed:"] + output.map { "  \(String($0).printable(500))" }
        return failure(message, printed + lastLines(of: container.id))
    }

    /// The swarm finds no node that a unit may run on, and won't by itself.
    func placeless(_ tasks: [SwarmTask], since began: Instant) -> Failure? {
        guard began.elapsed > Self.placing,
            let task = tasks.first(where: { [.new, .allocated, .pending].contains($0.state) && $0.error != nil })
        else { return nil }
        return failure("'\(name)' has no place to run: \(task.error ?? "")", [])
    }

    func wrongAnswer(_ answer: HTTPTrials.Answer, of unit: String) -> Failure {
        failure("'\(name)' fails its healthcheck: \(answer.words)", lastLines(of: unit))
    }

    func tooSlow(_ waiting: String, after limit: Double, _ tasks: [SwarmTask]) -> Failure {
        Failure(
            .unavailable, "'\(name)' was not up after \(Int(limit)) s: \(waiting)",
            hint: (released?.port == nil
                ? ""
                : "it must listen on 0.0.0.0:\(port), the port that its Dockerfile EXPOSEs and that $PORT names; ")
                + whatServes,
            detail: lastLines(of: tasks.first?.containerID))
    }

    /// The unit may be well: who would know isn't.
    func routerFails(_ state: RouterState?, after limit: Double) -> Failure {
        Failure(
            .unavailable,
            "the router has not found '\(name)' up within \(Int(limit)) s: \(state?.problem ?? "it does not answer")",
            hint: "\(whatServes); see what is wrong: slipway doctor")
    }

    private func failure(_ message: String, _ detail: [String]) -> Failure {
        Failure(
            .unavailable, message,
            hint: "\(whatServes); \(next)",
            detail: detail)
    }

    private var whatServes: String {
        guard let app = try? runner.store.app(release.app), let number = app.live else { return "nothing serves yet" }
        if app.isStopped == true { return "'\(app.name)' stays stopped" }
        let live = (try? runner.store.release(app.name, number))?.routed
        let up = live.flatMap { live in (try? runner.router.look())?.up(live.engineName) } ?? 0
        return up > 0
            ? "\(number) goes on serving" : "\(number) stays live, but none of its units is up: slipway doctor"
    }

    private var next: String {
        switch release.origin {
        case .configuration: "the configuration stays as it was"
        case .scale, .rollback: "mend the cause, then try again"
        case .push, .deploy: "mend the cause, then push again or type: slipway deploy \(release.app)"
        }
    }

    /// - Parameter orSay: Whether to say that there is none.
    func lastLines(of container: String?, orSay: Bool = false) -> [String] {
        var lines: [String] = []
        if let container {
            try? runner.engine.containerLogs(container, LogSelection(tail: 50)) { line in
                lines.append("  " + line.text.printable(500))
                return true
            }
        }
        guard lines.isEmpty else { return ["the last that it printed:"] + lines }
        return orSay ? ["it printed nothing"] : []
    }
}

extension CommandHealthcheck {
    /// The command, as people type it.
    fileprivate var words: String {
        "'\(test.dropFirst().joined(separator: " ").split(whereSeparator: \.isNewline).joined(separator: " ").printable(120))'"
    }
}
