/// How a service's containers run, whatever their image: what a stack file's keys and the engine's container
/// specification have in common. What is nil or empty is as the image or the engine has it.
public struct ContainerSettings: Sendable, Codable, Equatable {
    /// In place of the image's entrypoint; empty for none.
    public var entrypoint: [String]?
    /// In place of the image's command.
    public var command: [String]?
    /// `NAME` → value.
    public var environment: [String: String] = [:]
    /// Where the command starts.
    public var directory: String?
    /// A name or number, with a group after ':'.
    public var user: String?
    /// Further groups of that user.
    public var groups: [String] = []
    public var hostname: String?
    /// A process 1 that reaps orphans.
    public var initProcess: Bool?
    /// Whether it gets a terminal: its log then has no second stream.
    public var terminal = false
    /// Whether its standard input stays open.
    public var openInput = false
    /// Whether its root takes no changes.
    public var readOnly = false
    /// SIGTERM, or the image's own, where nil.
    public var stopSignal: String?
    /// Seconds between the stop signal and SIGKILL; the engine's 10 where nil.
    public var stopGracePeriod: Double?
    /// Without `CAP_`, in capitals.
    public var capabilitiesAdded: [String] = []
    public var capabilitiesDropped: [String] = []
    /// Of the container's own namespaces.
    public var sysctls: [String: String] = [:]
    public var ulimits: [Ulimit] = []
    /// `NAME` → address, for /etc/hosts.
    public var hosts: [HostEntry] = []
    public var nameServers: [String] = []
    public var nameServerOptions: [String] = []
    /// The domains in which short names are looked up.
    public var searchDomains: [String] = []
    /// Of each container, beside ours.
    public var labels: [String: String] = [:]

    public init() {}

    /// setrlimit(2): `nofile`, with -1 for no limit.
    public struct Ulimit: Sendable, Codable, Equatable {
        public let name: String
        public let soft: Int
        public let hard: Int

        public init(name: String, soft: Int, hard: Int) {
            self.name = name
            self.soft = soft
            self.hard = hard
        }
    }

    /// A line of /etc/hosts.
    public struct HostEntry: Sendable, Codable, Equatable {
        public let name: String
        public let address: String

        public init(name: String, address: String) {
            self.name = name
            self.address = address
        }
    }
}
