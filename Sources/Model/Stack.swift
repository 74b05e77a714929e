/// What a stack file describes, normalised: short forms are long, variables have their values, several files are one.
/// It holds nothing but what is honoured; what can't be was refused when it was read.
///
/// A repository with a Dockerfile and no stack file is a stack of one service.
public struct Stack: Sendable, Codable, Equatable {
    /// The file that it was read from, as people know it; nil for a Dockerfile alone.
    public var file: String?
    /// In the file's order.
    public var services: [StackService]
    /// The service that requests from outside go to; nil where there is none.
    public var routed: ServiceName?
    /// Beside the app's own, which is called `default`.
    public var networks: [StackNetwork] = []
    public var volumes: [StackVolume] = []
    public var secrets: [StackFile] = []
    public var configs: [StackFile] = []

    public init(services: [StackService], routed: ServiceName?) {
        self.services = services
        self.routed = routed
    }

    public subscript(_ name: ServiceName) -> StackService? { services.first { $0.name == name } }

    /// The network that services join which say nothing else.
    public static let defaultNetwork = "default"
}

/// A network of a stack: an overlay of the app's own.
public struct StackNetwork: Sendable, Codable, Equatable {
    /// Its key in the file.
    public let name: String
    /// Without a way to anywhere outside.
    public var isInternal = false
    /// IPsec between nodes.
    public var isEncrypted = false
    /// In CIDR notation; the engine chooses where nil.
    public var subnet: String?
    public var labels: [String: String] = [:]

    public init(name: String) { self.name = name }
}

/// A named volume of a stack: it belongs to the app and outlives its releases.
public struct StackVolume: Sendable, Codable, Equatable {
    /// Its key in the file.
    public let name: String
    public var labels: [String: String] = [:]

    public init(name: String) { self.name = name }
}

/// A secret or a config: what units find as a file.
public struct StackFile: Sendable, Codable, Equatable {
    /// Its key in the file.
    public let name: String
    /// Bytes that one may have: what the swarm takes of a secret.
    public static let longest = 500_000

    /// The content, in base 64: it may be any bytes.
    public let content: Sensitive<String>

    public init(name: String, content: Sensitive<String>) {
        self.name = name
        self.content = content
    }

    private enum CodingKeys: String, CodingKey { case name, content }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        name = try container.decode(String.self, forKey: .name)
        content = Sensitive(try container.decode(String.self, forKey: .content))
    }

    /// Exposes the content: a ticket goes from stage to stage, and the store seals what it keeps.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(content.exposed, forKey: .content)
    }
}
