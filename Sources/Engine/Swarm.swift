import Model
import System

/// What an engine is to a swarm.
public enum SwarmState: Sendable, Codable, Equatable {
    case inactive
    /// A member, with its node's id; a manager can change services.
    case active(node: String, manager: Bool)
    /// On its way in, in error, or locked: the engine's word for it.
    case other(String)
}

extension Engine {
    private struct Info: Decodable {
        struct Swarm: Decodable {
            let state: String
            let manager: Bool
            let node: String
            let address: String?

            private enum CodingKeys: String, CodingKey {
                case state = "LocalNodeState"
                case manager = "ControlAvailable"
                case node = "NodeID"
                case address = "NodeAddr"
            }
        }
        let swarm: Swarm

        private enum CodingKeys: String, CodingKey { case swarm = "Swarm" }
    }

    /// Whether the engine is in a swarm: `SystemInfo`.
    public func swarmState() throws -> SwarmState {
        let swarm = try decode(Info.self, Request(.get, "/info", to: "ask for the swarm's state")).swarm
        switch swarm.state {
        case "inactive": return .inactive
        case "active": return .active(node: swarm.node, manager: swarm.manager)
        default: return .other(swarm.state)
        }
    }

    /// The address by which other nodes of its swarm know the engine; nil where it is in none: `SystemInfo`.
    public func swarmAddress() throws -> String? {
        let swarm = try decode(Info.self, Request(.get, "/info", to: "ask for the swarm's address")).swarm
        return swarm.address.flatMap { $0.isEmpty ? nil : $0 }
    }

    /// Makes a swarm of one: `SwarmInit`. An engine that is in a swarm refuses.
    /// - Parameters:
    ///   - listen: Address and port for the managers' traffic.
    ///   - advertise: The address that other nodes use; it decides who can join.
    ///   - dataPath: The address for the overlays' traffic; `advertise` where nil.
    /// - Returns: The node's id.
    @discardableResult
    public func initSwarm(
        listen: String = "127.0.0.1:2377", advertise: String = "127.0.0.1", dataPath: String? = nil
    ) throws -> String {
        let body = Wire.object([
            "ListenAddr": .text(listen), "AdvertiseAddr": .text(advertise),
            "DataPathAddr": .text(dataPath ?? advertise),
        ])
        return try decode(String.self, Request(post: "/swarm/init", body, to: "make a swarm"))
    }

    /// Leaves the swarm: `SwarmLeave`. Its services and overlays go with its last manager, which needs `force`.
    public func leaveSwarm(force: Bool = false) throws {
        let query: [(name: String, value: String)] = force ? [("force", "1")] : []
        try send(Request(.post, "/swarm/leave", query: query, to: "leave the swarm"))
    }
}
