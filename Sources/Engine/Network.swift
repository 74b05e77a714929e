import Model
import System

/// A network of the engine.
public struct Network: Sendable, Codable, Equatable {
    /// The engine's id of it.
    public let id: String
    /// Its name in the engine.
    public let name: String
    /// `overlay`, `bridge`, …
    public let driver: String
    /// `swarm` for what all nodes share, `local` for this node's.
    public let scope: String
    /// Whether a container that is no service's may join.
    public let attachable: Bool
    /// All that it carries.
    public let labels: [String: String]
    /// In CIDR notation; none for a moment after the network was made, until the swarm has chosen.
    public let subnets: [String]
}

/// A network to make: an overlay, which all nodes of the swarm share.
public struct NetworkDefinition: Sendable, Codable, Equatable {
    /// Its name in the engine.
    public var name: String
    /// All that it carries.
    public var labels: [String: String]
    /// Whether a container that is no service's may join.
    public var attachable: Bool
    /// In CIDR notation; the engine chooses a free one where nil.
    public var subnet: String?
    /// IPsec between nodes.
    public var encrypted: Bool
    /// Without a way to anywhere outside.
    public var isInternal: Bool

    /// An attachable network whose addresses the engine chooses, unless told otherwise.
    public init(
        name: String, labels: [String: String] = [:], attachable: Bool = true, subnet: String? = nil,
        encrypted: Bool = false, isInternal: Bool = false
    ) {
        self.name = name
        self.labels = labels
        self.attachable = attachable
        self.subnet = subnet
        self.encrypted = encrypted
        self.isInternal = isInternal
    }

    var wire: Wire {
        .some([
            "Name": .text(name), "Driver": .text("overlay"), "CheckDuplicate": .flag(false),
            "Attachable": .flag(attachable), "Labels": .texts(labels), "Internal": isInternal ? .flag(true) : nil,
            "Options": encrypted ? .object(["encrypted": .text("")]) : nil,
            "IPAM": subnet.map { .object(["Config": .array([.object(["Subnet": .text($0)])])]) },
        ])
    }
}

/// `NetworkInspect`'s answer, and an entry of `NetworkList`'s.
struct NetworkFacts: Decodable {
    struct IPAM: Decodable {
        struct Config: Decodable {
            let subnet: String?
            private enum CodingKeys: String, CodingKey { case subnet = "Subnet" }
        }
        let config: [Config]?
        private enum CodingKeys: String, CodingKey { case config = "Config" }
    }
    struct Endpoint: Decodable {
        let address: String?
        private enum CodingKeys: String, CodingKey { case address = "IPv4Address" }
    }
    let id: String
    let name: String
    let driver: String
    let scope: String
    let attachable: Bool?
    let labels: [String: String]?
    let ipam: IPAM?
    /// By container id; also `ingress-sbox` and the like.
    let containers: [String: Endpoint]?

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case driver = "Driver"
        case scope = "Scope"
        case attachable = "Attachable"
        case labels = "Labels"
        case ipam = "IPAM"
        case containers = "Containers"
    }

    var network: Network {
        Network(
            id: id, name: name, driver: driver, scope: scope, attachable: attachable ?? false, labels: labels ?? [:],
            subnets: (ipam?.config ?? []).compactMap(\.subnet))
    }

    /// The IPv4 address of each container, without the length of its prefix.
    var addresses: [String: String] {
        (containers ?? [:]).compactMapValues { endpoint in
            endpoint.address.flatMap { $0.split(separator: "/").first }.map(String.init)
        }
    }
}

extension Engine {
    /// A network by its exact name: `NetworkInspect`, which by itself also takes the start of an id.
    public func network(named name: String) throws -> Network? {
        try networkFacts(name).map(\.network)
    }

    func networkFacts(_ name: String) throws -> NetworkFacts? {
        let request = Request(.get, "/networks/\(Request.escaped(name))", to: "look at network '\(name)'")
        guard let facts = try decodeIfThere(NetworkFacts.self, request), facts.name == name else { return nil }
        return facts
    }

    /// The networks that carry all these labels (`name` or `name=value`): `NetworkList`.
    public func networks(labels: [String]) throws -> [Network] {
        let query = try Request.filters(["label": labels])
        return try decode([NetworkFacts].self, Request(.get, "/networks", query: query, to: "list networks"))
            .map(\.network)
    }

    /// Makes a network and returns its id: `NetworkCreate`. A name that is taken in the swarm is a `temporary` failure.
    ///
    /// The engine isn't asked for its own list of names: it has those of networks that have gone until the last
    /// container has left them.
    @discardableResult
    public func createNetwork(_ definition: NetworkDefinition) throws -> String {
        struct Created: Decodable {
            let id: String
            private enum CodingKeys: String, CodingKey { case id = "Id" }
        }
        let attempt = "make network '\(definition.name)'"
        return try decode(Created.self, Request(post: "/networks/create", definition.wire, to: attempt)).id
    }

    /// Removes a network by its exact name: `NetworkDelete`. While a service is on it the engine refuses, with a
    /// `badData` failure; once the last service is removed it lets go, even while containers still end.
    /// - Returns: False where there was none.
    @discardableResult
    public func removeNetwork(_ name: String) throws -> Bool {
        guard let network = try network(named: name) else { return false }
        return try ifThere {
            try send(Request(.delete, "/networks/\(network.id)", to: "remove network '\(name)'"))
        } != nil
    }
}
