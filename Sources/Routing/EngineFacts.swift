import Engine
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
        let start = EngineTime.now
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

    /// What an event means for routing; nil where nothing.
    static func translated(_ event: Event) -> UnitEvent? {
        switch event.action {
        case "die", "stop", "destroy": return .gone(id: event.actorID)
        case "kill": return event.asksToEnd ? .ending(id: event.actorID) : nil
        case "start", "unpause", "pause": return .changed
        case let action where action.hasPrefix("health_status"): return .changed
        default: return nil
        }
    }
}
