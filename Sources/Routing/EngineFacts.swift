import Engine
import Model
import System

/// This node's engine as the router's source of facts.
public struct EngineFacts: FactSource {
    private let engine: Engine
    /// Signals that are sent to have a unit end: SIGINT, SIGQUIT, SIGKILL and SIGTERM by number.
    private static let endingSignals: Set<String> = ["2", "3", "9", "15"]

    public init(_ engine: Engine) { self.engine = engine }

    public func units() throws -> [RoutedUnit] {
        try engine.units(labels: [EngineLabel.port]).compactMap { unit in
            guard let service = unit.engineName, let address = unit.bridgeAddress, let port = unit.port,
                unit.health == .none || unit.health == .healthy
            else { return nil }
            return RoutedUnit(id: unit.id, app: unit.app, service: service, address: address, port: port)
        }
    }

    public func follow(opened: () -> Void, event: (UnitEvent) -> Void) throws {
        // Events since a time before the connection come first, so that none is missed while it is made.
        let from = EngineTime(nanoseconds: secondsSince1970() * 1_000_000_000)
        opened()
        try engine.events(filters: ["type": ["container"], "label": [EngineLabel.port]], since: from) { happened in
            switch happened.action {
            case "die", "destroy": event(.gone(id: happened.actorID))
            case "kill":
                guard Self.endingSignals.contains(happened.attributes["signal"] ?? "") else { break }
                event(.ending(id: happened.actorID))
            case "start", "unpause", "health_status: healthy", "health_status: unhealthy": event(.changed)
            default: break
            }
            return true
        }
    }
}
