/// A service as we want it: everything that the engine is told, in a form whose JSON is the same for the same
/// definition (`JSON.line`), so that a hash of it names what runs.
///
/// What isn't here stays at the engine's default. A service resolves names by DNS round robin (`dnsrr`) from its
/// creation: a later switch leaves the virtual address in DNS.
public struct ServiceDefinition: Sendable, Codable, Equatable {
    /// Its name in the engine.
    public var name: String
    /// Of the service; what `services(labels:)` finds it by.
    public var labels: [String: String] = [:]
    /// Of its containers; what `units(labels:)` finds them by.
    public var containerLabels: [String: String] = [:]
    /// By digest, with the registry's host; or the name of an image that every node has.
    public var image: String
    /// `NAME=value`.
    public var environment: [String] = []
    /// In place of the image's entrypoint.
    public var command: [String]?
    /// In place of the image's command.
    public var arguments: [String]?
    /// Where the command starts; the image's own where nil.
    public var directory: String?
    /// A name or number, with a group after ':'; the image's own where nil.
    public var user: String?
    /// The container's id where nil.
    public var hostname: String?
    /// A process 1 that reaps orphans; the engine's default where nil.
    public var initProcess: Bool?
    /// Whether it gets a terminal: its log then has no second stream.
    public var terminal = false
    /// Whether its root, or this volume, takes no changes.
    public var readOnly = false
    /// SIGTERM, or the image's own, where nil.
    public var stopSignal: String?
    /// Seconds between the stop signal and SIGKILL; the engine's 10 where nil.
    public var stopGracePeriod: Double?
    /// What its tasks join, beside the gateway bridge.
    public var networks: [NetworkAttachment] = []
    /// The domains in which short names are looked up.
    public var dnsSearch: [String] = []
    /// The volumes that it sees.
    public var mounts: [Mount] = []
    /// The ports of the node that lead to it.
    public var ports: [PublishedPort] = []
    /// How many tasks run at a time.
    public var replicas = 1
    /// What happens when a task ends.
    public var restart = RestartPolicy()
    /// What one task may use.
    public var limits = ResourceLimits()
    /// The image's own where nil.
    public var healthcheck: Healthcheck?
    /// Where its output goes.
    public var logging = Logging()
    /// How the next change of the definition is rolled out; one at a time, stopped first, where nil.
    public var update: UpdatePolicy?
    /// Where tasks may run: `node.id==…`.
    public var constraints: [String] = []
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

    /// A named volume at a path of the container.
    public struct Mount: Sendable, Codable, Equatable {
        /// The volume's name; it is made where there is none.
        public var volume: String
        /// The path, or the port, within the container.
        public var target: String
        /// Whether its root, or this volume, takes no changes.
        public var readOnly: Bool
        /// Of the volume, where the mount makes it.
        public var labels: [String: String]

        /// Mounts a volume, to read and write unless told otherwise.
        public init(volume: String, target: String, readOnly: Bool = false, labels: [String: String] = [:]) {
            self.volume = volume
            self.target = target
            self.readOnly = readOnly
            self.labels = labels
        }
    }

    /// A port of the node that leads to the task on it; `dnsrr` takes no other kind.
    public struct PublishedPort: Sendable, Codable, Equatable {
        /// The transport.
        public enum Kind: String, Sendable, Codable { case tcp, udp }
        /// The node's port.
        public var published: Int
        /// The path, or the port, within the container.
        public var target: Int
        /// The transport.
        public var kind: Kind

        /// Publishes a tcp port unless told otherwise.
        public init(published: Int, target: Int, kind: Kind = .tcp) {
            self.published = published
            self.target = target
            self.kind = kind
        }
    }

    /// What happens when a task ends.
    public struct RestartPolicy: Sendable, Codable, Equatable {
        /// Which ends count: none, those with another status than 0, or any.
        public enum Condition: String, Sendable, Codable {
            case none
            case onFailure = "on-failure"
            case any
        }
        /// Which ends are followed by another task.
        public var condition: Condition
        /// Seconds before the next attempt.
        public var delay: Double
        /// 0 for no end.
        public var attempts: Int
        /// Seconds within which attempts count; 0 for all time.
        public var window: Double

        /// Another task after five seconds, always, unless told otherwise.
        public init(_ condition: Condition = .any, delay: Double = 5, attempts: Int = 0, window: Double = 0) {
            self.condition = condition
            self.delay = delay
            self.attempts = attempts
            self.window = window
        }
    }

    /// What one task may use at most; no limit where nil.
    public struct ResourceLimits: Sendable, Codable, Equatable {
        /// Bytes.
        public var memory: Int?
        /// Processors: 0.5 is half of one.
        public var processors: Double?
        /// Processes and threads.
        public var processes: Int?

        /// No limits but those given.
        public init(memory: Int? = nil, processors: Double? = nil, processes: Int? = nil) {
            self.memory = memory
            self.processors = processors
            self.processes = processes
        }
    }

    /// How the engine finds out that a container is well. Times in seconds; the engine's default where nil.
    ///
    /// The first check comes after one whole interval; from engine 25 on after `startInterval`, within the start
    /// period.
    public struct Healthcheck: Sendable, Codable, Equatable {
        /// `["CMD", …]`, `["CMD-SHELL", line]`, or `["NONE"]` to switch the image's own off.
        public var test: [String]
        /// Between two checks.
        public var interval: Double?
        /// How long one may take.
        public var timeout: Double?
        /// How many failures in a row make it unhealthy.
        public var retries: Int?
        /// For how long after the start a failure doesn't count.
        public var startPeriod: Double?
        /// Between two checks within the start period; engines before 25 don't know it.
        public var startInterval: Double?

        /// A check with the engine's times but for those given.
        public init(
            test: [String], interval: Double? = nil, timeout: Double? = nil, retries: Int? = nil,
            startPeriod: Double? = nil, startInterval: Double? = nil
        ) {
            self.test = test
            self.interval = interval
            self.timeout = timeout
            self.retries = retries
            self.startPeriod = startPeriod
            self.startInterval = startInterval
        }
    }

    /// Where the output goes: files of a bounded size, by default.
    public struct Logging: Sendable, Codable, Equatable {
        /// A log driver of the engine.
        public var driver: String
        /// What that driver takes.
        public var options: [String: String]

        /// Three files of ten megabytes, unless told otherwise.
        public init(driver: String = "json-file", options: [String: String] = ["max-size": "10m", "max-file": "3"]) {
            self.driver = driver
            self.options = options
        }
    }

    /// How an update in place replaces tasks, one at a time.
    public struct UpdatePolicy: Sendable, Codable, Equatable {
        /// Whether a new task runs before its predecessor ends.
        public enum Order: String, Sendable, Codable {
            case startFirst = "start-first"
            case stopFirst = "stop-first"
        }
        /// What happens when a new task fails.
        public enum FailureAction: String, Sendable, Codable { case rollback, pause, `continue` }
        /// Which comes first.
        public var order: Order
        /// What happens when a new task fails.
        public var failureAction: FailureAction
        /// Seconds for which a new task must run before it counts as a success.
        public var monitor: Double

        /// Rolls back where a task fails in its first five seconds, unless told otherwise.
        public init(_ order: Order, failureAction: FailureAction = .rollback, monitor: Double = 5) {
            self.order = order
            self.failureAction = failureAction
            self.monitor = monitor
        }
    }
}
