import Glibc
import Model

/// A running container of a routed service, as this node's engine has it.
public struct RoutedUnit: Sendable, Hashable {
    /// The container's id.
    public let id: String
    public let app: AppName
    /// The name of the engine's service: `shop_web_3fa9c1`.
    public let service: String
    /// The address on the node's gateway bridge, which this host reaches and no other container does.
    public let address: String
    public let port: Int

    public init(id: String, app: AppName, service: String, address: String, port: Int) {
        self.id = id
        self.app = app
        self.service = service
        self.address = address
        self.port = port
    }

    /// What HAProxy calls it. It holds the container's id, so that a router that starts anew knows each server's
    /// unit from HAProxy alone.
    var serverName: String { "u" + id.prefix(16).filter { $0.isASCII && ($0.isLetter || $0.isNumber) } }

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
