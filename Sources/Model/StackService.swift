/// One service of a stack as its file describes it.
public struct StackService: Sendable, Codable, Equatable {
    public let name: ServiceName
    /// How its image is built; nil for one that is there already.
    public var build: ImageBuild?
    /// The image that it runs where it is not built.
    public var image: String?
    /// When that image is asked for where it comes from.
    public var pull = PullPolicy.missing
    public var container = ContainerSettings()
    /// What it waits for.
    public var dependencies: [Dependency] = []
    /// Further names, on its networks, of other services.
    public var links: [Link] = []
    /// Whether units get fig's variables for their links: `DB_1_PORT_5432_TCP_ADDR` and the like.
    public var hasLinkVariables = false
    public var networks: [Attachment] = []
    /// The ports that it is reached at by other services, and by the router.
    public var expose: [ExposedPort] = []
    /// The one that requests from outside go to, on the routed service; the image's own choice where nil.
    public var port: Int?
    /// Ports of the host.
    public var ports: [PublishedPort] = []
    public var mounts: [StackMount] = []
    /// Services of the stack whose mounts it gets too.
    public var mountsFrom: [MountsFrom] = []
    public var secrets: [FileGrant] = []
    public var configs: [FileGrant] = []
    /// The image's own where nil.
    public var healthcheck: Healthcheck?
    public var replicas = 1
    public var limits = Resources()
    public var reservations = Resources()
    public var restart = RestartPolicy()
    /// As the file has it; else start-first, stop-first where it is pinned.
    public var update: UpdatePolicy?
    /// How an update goes back; as the update where nil.
    public var rollback: UpdatePolicy?
    public var placement = Placement()
    public var logging = Logging()
    /// Of the engine's service, beside ours.
    public var labels: [String: String] = [:]
    /// Domains of the app that lead to it, from the label `slipway.domain`.
    public var domains: [Domain] = []
    /// It ends by itself, and another service waits for its success, or it says `restart: "no"`.
    public var isOneShot = false
    /// Stops before its successor starts, because the file says so by the label `slipway.pinned`.
    public var isPinned = false

    public init(name: ServiceName) { self.name = name }

    public enum PullPolicy: String, Sendable, Codable { case always, missing, never }

    public struct Dependency: Sendable, Codable, Equatable {
        public enum Condition: String, Sendable, Codable, CaseIterable {
            case started = "service_started"
            case healthy = "service_healthy"
            case completed = "service_completed_successfully"
        }
        public let service: ServiceName
        public var condition: Condition
        /// Whether this one gets new units when that one did.
        public var restarts: Bool

        public init(on service: ServiceName, _ condition: Condition = .started, restarts: Bool = false) {
            self.service = service
            self.condition = condition
            self.restarts = restarts
        }
    }

    public struct Link: Sendable, Codable, Equatable {
        public let service: ServiceName
        /// The service's own name where the file gives none.
        public let alias: String

        public init(to service: ServiceName, as alias: String) {
            self.service = service
            self.alias = alias
        }
    }

    /// A network that it joins, and the further names that it has there.
    public struct Attachment: Sendable, Codable, Equatable {
        public let network: String
        public var aliases: [String]

        public init(_ network: String, aliases: [String] = []) {
            self.network = network
            self.aliases = aliases
        }
    }

    public struct ExposedPort: Sendable, Codable, Hashable {
        public let port: Int
        public let kind: PortKind

        public init(_ port: Int, _ kind: PortKind = .tcp) {
            self.port = port
            self.kind = kind
        }
    }

    /// Another service's mounts, with the same targets.
    public struct MountsFrom: Sendable, Codable, Equatable {
        public let service: ServiceName
        public let readOnly: Bool

        public init(_ service: ServiceName, readOnly: Bool) {
            self.service = service
            self.readOnly = readOnly
        }
    }
}

public enum PortKind: String, Sendable, Codable, CaseIterable { case tcp, udp }

/// A port of the node that leads to the unit on it.
public struct PublishedPort: Sendable, Codable, Equatable {
    /// The node's port.
    public var published: Int
    /// The port within the container.
    public var target: Int
    public var kind: PortKind

    public init(published: Int, target: Int, kind: PortKind = .tcp) {
        self.published = published
        self.target = target
        self.kind = kind
    }
}

/// What a container sees at a path.
public struct StackMount: Sendable, Codable, Equatable {
    public enum Source: Sendable, Codable, Equatable {
        /// A volume of the stack, by its key.
        case volume(String)
        /// A volume without a name: it belongs to the service, and outlives its releases as others do.
        case anonymous
        /// A folder or file of the host, which needs the operator's leave.
        case bind(String)
        /// Memory; bytes, and the mode of its root.
        case temporary(size: Int?, mode: Int?)
    }
    public let source: Source
    /// An absolute path in the container.
    public let target: String
    public var readOnly: Bool
    /// Whether a new volume stays empty, in place of getting what the image has at the target.
    public var noCopy: Bool

    public init(_ source: Source, at target: String, readOnly: Bool = false, noCopy: Bool = false) {
        self.source = source
        self.target = target
        self.readOnly = readOnly
        self.noCopy = noCopy
    }
}

/// A secret or config as one service sees it.
public struct FileGrant: Sendable, Codable, Equatable {
    /// The key of the stack's secret or config.
    public let file: String
    /// An absolute path.
    public let target: String
    public var user: String
    public var group: String
    public var mode: Int

    public init(_ file: String, at target: String, user: String = "0", group: String = "0", mode: Int = 0o444) {
        self.file = file
        self.target = target
        self.user = user
        self.group = group
        self.mode = mode
    }
}

/// How an image is built from the repository.
public struct ImageBuild: Sendable, Codable, Equatable {
    /// The folder of the tree that is the build's context, `.` for its root.
    public var context: String
    /// From the context on; it starts with `..` where it lies elsewhere in the tree.
    public var dockerfile: String
    /// The Dockerfile's text, where the stack file has it in itself.
    public var inlineDockerfile: String?
    public var arguments: [String: String] = [:]
    /// The stage to build; the last where nil.
    public var target: String?
    public var labels: [String: String] = [:]
    /// Secrets of the stack that the build sees at /run/secrets, by their keys and the ids that they have there.
    public var secrets: [String: String] = [:]
    /// Every step is run again.
    public var noCache = false
    /// Base images are asked for anew.
    public var pull = false
    /// Bytes of /dev/shm.
    public var sharedMemory: Int?
    public var hosts: [ContainerSettings.HostEntry] = []

    public init(context: String = ".", dockerfile: String = "Dockerfile") {
        self.context = context
        self.dockerfile = dockerfile
    }
}
