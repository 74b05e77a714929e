import Engine
import Glibc
import Model

/// Facts from this node's engine: the units of routed services and what happens to them.
public struct EngineFacts: FactSource {
    private let engine: Engine

    /// - Parameter engine: This node's.
    public init(_ engine: Engine) { self.engine = engine }

    /// The running containers that carry a port's label.
    public func units() throws -> [RoutedUnit] {
        try engine.units(labels: [EngineLabel.port]).compactMap { unit in
            guard unit.state == "running", let service = unit.engineName, let port = unit.port else { return nil }
            return RoutedUnit(
                id: unit.id, app: unit.app, service: service, address: unit.bridgeAddress ?? "", port: port,
                isReady: unit.health == .none || unit.health == .healthy)
        }
    }

    /// Follows the engine's events of those containers until the stream ends.
    public func follow(opened: () -> Void, event: (UnitEvent) -> Void) throws {
        // The engine replays what happened since a time: so nothing from now on is missed, however long it takes
        // until the stream stands.
        let start = Self.now
        opened()
        let filters = ["type": ["container"], "label": [EngineLabel.port], "event": Self.actions]
        try engine.events(filters: filters, since: start) { next in
            if let translated = Self.translated(next) { event(translated) }
            return true
        }
    }

    /// Where a `health_status` is among them the engine compares the starts: daemon/events/filter.go, `matchEvent`.
    static let actions = [
        "start", "unpause", "pause", "health_status", "kill", "die", "stop", "destroy",
    ]

    /// Signals that don't ask a process to end, by number or name: HUP, USR1, USR2, CHLD, CONT, URG, WINCH.
    private static let harmless: Set<String> = [
        "1", "10", "12", "17", "18", "23", "28", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGCHLD", "SIGCONT", "SIGURG",
        "SIGWINCH",
    ]

    /// What an event means for routing; nil where nothing.
    static func translated(_ event: Event) -> UnitEvent? {
        switch event.action {
        case "die", "stop", "destroy": return .gone(id: event.actorID)
        case "kill":
            return harmless.contains(event.attributes["signal"] ?? "") ? nil : .ending(id: event.actorID)
        case "start", "unpause", "pause": return .changed
        case let action where action.hasPrefix("health_status"): return .changed
        default: return nil
        }
    }

    private static var now: EngineTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return EngineTime(nanoseconds: time.tv_sec * 1_000_000_000 + time.tv_nsec)
    }
}
