import Model

/// A service as we want it: everything that the engine is told, in a form whose JSON is the same for the same
/// definition (`JSON.line`), so that a hash of it names what runs.
///
/// What isn't here stays at the engine's default. A service resolves names by DNS round robin (`dnsrr`) from its
/// creation: a later switch leaves the virtual address in DNS.
public struct ServiceDefinition: Sendable, Codable, Equatable {
    /// Its name in the engine.
    public var name: String
    /// Of the service; what `services(labels:)` finds it by. Those of its containers, by which `units(labels:)`
    /// finds them, are the container's.
    public var labels: [String: String] = [:]
    /// By digest, with the registry's host; or the name of an image that every node has.
    public var image: String
    /// How its containers run.
    public var container = ContainerSettings()
    /// What its tasks join, beside the gateway bridge.
    public var networks: [NetworkAttachment] = []
    /// What its containers see at a path.
    public var mounts: [Mount] = []
    /// Secrets of the engine that its containers see as files.
    public var secrets: [FileReference] = []
    /// The same, of configs.
    public var configs: [FileReference] = []
    /// The ports of the node that lead to the task on it; `dnsrr` takes no other kind.
    public var ports: [PublishedPort] = []
    /// How many tasks run at a time.
    public var replicas = 1
    /// What happens when a task ends.
    public var restart = RestartPolicy()
    /// What one task may use at most.
    public var limits = Resources()
    /// What one task is to find free on its node.
    public var reservations = Resources()
    /// The image's own where nil.
    public var healthcheck: CommandHealthcheck?
    /// Where its output goes.
    public var logging = Logging()
    /// How the next change of the definition is rolled out; one at a time, stopped first, where nil.
    public var update: UpdatePolicy?
    /// How such a change goes back; as it is rolled out where nil.
    public var rollback: UpdatePolicy?
    /// On which nodes tasks may run.
    public var placement = Placement()
    /// Another number makes new tasks though nothing else changed.
    public var forceUpdate = 0

    /// A service of one replica, with the engine's defaults.
    public init(name: String, image: String) {
        self.name = name
        self.image = image
    }

    /// A network that a service's tasks join, and the further names they answer to there.
    public struct NetworkAttachment: Sendable, Codable, Equatable {
        /// Its name or id.
        public var network: String
        /// Names beside the service's own.
        public var aliases: [String]

        /// Joins a network, under the service's name and these.
        public init(_ network: String, aliases: [String] = []) {
            self.network = network
            self.aliases = aliases
        }
    }

    /// What a container sees at a path.
    public struct Mount: Sendable, Codable, Equatable {
        public enum Source: Sendable, Codable, Equatable {
            /// A volume by its name in the engine. Where the node has none of that name the mount makes it, with
            /// these labels and, unless `noCopy`, with what the image has at the target.
            case volume(String, labels: [String: String] = [:], noCopy: Bool = false)
            /// A path of the node; a task is refused where there is none.
            case bind(String)
            /// Memory; at most so many bytes, and the mode of its root.
            case temporary(size: Int? = nil, mode: Int? = nil)
        }
        public var source: Source
        /// The path within the container.
        public var target: String
        /// Whether it takes no changes.
        public var readOnly: Bool

        /// To read and write unless told otherwise.
        public init(_ source: Source, at target: String, readOnly: Bool = false) {
            self.source = source
            self.target = target
            self.readOnly = readOnly
        }
    }

    /// A secret or config of the engine, and the file that it is in the containers. The engine wants id and name
    /// both, and wants them to be of the same one. A container has one file of each: of two references to the same secret
    /// the last one's owner and mode hold for both.
    public struct FileReference: Sendable, Codable, Equatable {
        public var id: String
        public var name: String
        /// An absolute path, or one below /run/secrets for a secret and / for a config.
        public var target: String
        /// The number of the user that owns it.
        public var user: String
        /// The number of its group.
        public var group: String
        public var mode: Int

        /// For all to read, and root's, unless told otherwise.
        public init(
            id: String, name: String, at target: String, user: String = "0", group: String = "0", mode: Int = 0o444
        ) {
            self.id = id
            self.name = name
            self.target = target
            self.user = user
            self.group = group
            self.mode = mode
        }
    }
}
