/// What the stages hand on: docs/pipeline.md is its contract, one JSON object a line.
///
/// Each stage adds its own part and leaves the others as they are.
public struct Ticket: Sendable, Codable, Equatable {
    /// The version of the contract; a stage refuses one that it doesn't know.
    public static let version = 1

    public let ticket: Int
    /// Why there is nothing to do: a ticket with it passes through every stage unchanged.
    public var skip: String?

    public var app: AppName?
    public var ref: String?
    public var commit: ObjectID?
    public var tree: ObjectID?
    /// Absent at the gate, where no record is opened.
    public var release: ReleaseNumber?
    /// The snapshot of the configuration that its units get.
    public var configuration: Int?
    /// What its stack file describes; of a Dockerfile alone, one service.
    public var stack: Stack?
    /// What becomes of each service on its way; in the stack's order.
    public var services: [ServiceTicket]
    /// How to build; absent or empty for the usual way.
    public var build: Set<BuildOption>?
    /// Seconds by stage.
    public var seconds: [String: Double]
    /// Where the app answers, once it is live.
    public var url: String?
    public var outcome: Release.Outcome?

    public init() {
        ticket = Self.version
        services = []
        seconds = [:]
    }
}

/// How a build differs from the usual one.
public enum BuildOption: String, Sendable, Codable {
    /// Every step is run again.
    case noCache = "no-cache"
    /// Base images are asked for anew where they come from.
    case pull
}

/// A service of the stack on its way through the chain.
public struct ServiceTicket: Sendable, Codable, Equatable {
    public let service: ServiceName
    public var replicas: Int

    /// From the builder: the image's content address, which is its tag.
    public var address: String?
    /// From the builder: the engine's id of the image.
    public var imageID: String?
    /// From the builder: true where no build process was needed.
    public var cached: Bool?
    /// From the builder, or from the receiver where a release's images are run again: what the image says of itself.
    public var traits: ImageTraits?
    /// From the pusher; from the receiver where a release's images are run again.
    public var image: RegistryImage?
    /// The engine's service that goes on as it is but for its number of units.
    public var running: String?
    /// The hash of that service's definition.
    public var definition: String?

    public init(service: ServiceName, replicas: Int) {
        self.service = service
        self.replicas = replicas
    }
}

/// What an image says of itself that matters to how its service runs.
public struct ImageTraits: Sendable, Codable, Equatable {
    /// The tcp ports that it exposes, in order.
    public var ports: [Int]
    /// The paths that it makes volumes.
    public var volumes: [String]

    public init(ports: [Int] = [], volumes: [String] = []) {
        self.ports = ports
        self.volumes = volumes
    }

    /// The port that a unit gets to serve on where its image exposes none.
    public static let defaultPort = 8888

    /// Where requests go: the port that it exposes, the lowest of several, else 8888, which the unit also finds in PORT.
    public var routedPort: Int { ports.first ?? Self.defaultPort }
}
