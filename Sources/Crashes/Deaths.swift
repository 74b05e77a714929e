import Engine
import Model

/// From the engine's events, which units died without being asked to.
///
/// A `kill` before a `die` says that somebody asked: a stop, the swarm that retires a unit, a person. The swarm also
/// asks a unit that is unhealthy; `health_status: unhealthy` comes before that, and its death counts.
struct Deaths {
    struct Death: Equatable {
        let unit: String
        let labels: [String: String]
        let time: EngineTime
        var ending: Ending
    }

    private struct Omens {
        var isAsked = false
        var isUnhealthy = false
        var isOutOfMemory = false
    }

    /// By container, from its first omen to its end.
    private var omens: [String: Omens] = [:]

    /// What `Engine.events` is to tell.
    static let filters = [
        "type": ["container"], "label": [EngineLabel.app],
        "event": ["oom", "kill", "die", "destroy", "health_status"],
    ]

    /// The death that an event tells of, where nobody had asked for it.
    mutating func death(by event: Event) -> Death? {
        let unit = event.actorID
        switch event.action {
        case "oom": omens[unit, default: Omens()].isOutOfMemory = true
        case "kill":
            if event.asksToEnd, omens[unit]?.isUnhealthy != true { omens[unit, default: Omens()].isAsked = true }
        case "destroy": omens[unit] = nil
        case "health_status: healthy": omens[unit]?.isUnhealthy = false
        case "health_status: unhealthy": omens[unit, default: Omens()].isUnhealthy = true
        case "die":
            let omens = omens.removeValue(forKey: unit) ?? Omens()
            guard !omens.isAsked else { return nil }
            return Death(
                unit: unit, labels: event.attributes, time: event.time,
                ending: Ending(
                    exitCode: event.attributes["exitCode"].flatMap { Int($0) }, outOfMemory: omens.isOutOfMemory,
                    unhealthy: omens.isUnhealthy))
        default: break
        }
        return nil
    }

    /// A container that was found ended, and whose `die` nobody has seen.
    ///
    /// Nobody knows then whether it was asked. An engine that stops ends its units by TERM or KILL, and the swarm
    /// calls their tasks failed: so only an end that it can't have caused counts.
    static func found(_ container: Container, task: SwarmTask.State?) -> Death? {
        guard let task, [.failed, .rejected].contains(task), let finished = container.state.finished else { return nil }
        let ending = Ending(
            exitCode: container.state.exitCode, outOfMemory: container.state.oomKilled,
            unhealthy: container.health?.status == .unhealthy)
        // A limit is no hint here: the engine kills too.
        let isEngines = [0, 128 + 9, 128 + 15].contains(container.state.exitCode)
        guard !isEngines || ending.outOfMemory || ending.unhealthy else { return nil }
        return Death(unit: container.id, labels: container.labels, time: finished, ending: ending)
    }
}
