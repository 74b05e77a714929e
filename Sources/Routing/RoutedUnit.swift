import Glibc
import Model

/// A running container of a routed service, as this node's engine has it.
public struct RoutedUnit: Sendable, Hashable {
    /// The container's id.
    public let id: String
    /// Whose it is, by its label.
    public let app: AppName
    /// The name of the engine's service: `shop_web_3fa9c1`.
    public let service: String
    /// The address on the node's gateway bridge, which this host reaches and no other container does.
    public let address: String
    /// The port that its service answers at.
    public let port: Int

    /// False while its healthcheck isn't content: it isn't added then. One that is there already stays, until the
    /// engine ends it.
    public let isReady: Bool

    /// What the engine tells of one container; its address may be empty for a moment after its start.
    public init(id: String, app: AppName, service: String, address: String, port: Int, isReady: Bool = true) {
        self.id = id
        self.app = app
        self.service = service
        self.address = address
        self.port = port
        self.isReady = isReady
    }

    /// What HAProxy calls it. It holds the container's id, so that a router that starts anew knows each server's
    /// unit from HAProxy alone.
    var serverName: String { Self.serverName(id) }

    static func serverName(_ id: String) -> String {
        let allowed = id.utf8.prefix(16).filter { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
        }
        return String(decoding: [UInt8(ascii: "u")] + allowed, as: UTF8.self)
    }

    /// Whether HAProxy and a probe can take the address as it is.
    var isReachable: Bool {
        var parsed = in_addr()
        return inet_pton(AF_INET, address, &parsed) == 1 && (1...65535).contains(port)
    }
}

/// Something that the engine tells about a unit.
public enum UnitEvent: Sendable, Equatable {
    /// A unit came or changed: ask for all.
    case changed
    /// A unit was told to end: it still answers what it has, and gets nothing new.
    case ending(id: String)
    /// A unit has ended: its address may soon be somebody else's.
    case gone(id: String)
}

/// Where facts come from: the engine of this node.
public protocol FactSource: Sendable {
    /// All running units of routed services on this node.
    func units() throws -> [RoutedUnit]

    /// Hands on events as they come, until the stream ends or fails; `opened` is called once nothing that happens
    /// from then on is missed. The caller asks again at once after, and takes any end for a gap.
    func follow(opened: () -> Void, event: (UnitEvent) -> Void) throws
}
