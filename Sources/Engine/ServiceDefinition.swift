/// A service as we want it: everything that the engine is told, in a form whose JSON is the same for the same
/// definition (`JSON.line`), so that a hash of it names what runs.
///
/// What isn't here stays at the engine's default. A service resolves names by DNS round robin (`dnsrr`) from its
/// creation: a later switch leaves the virtual address in DNS.
public struct ServiceDefinition: Sendable, Codable, Equatable {
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
    public var directory: String?
    public var user: String?
    public var hostname: String?
    /// A process 1 that reaps orphans; the engine's default where nil.
    public var initProcess: Bool?
    public var terminal = false
    public var readOnly = false
    public var stopSignal: String?
    /// Seconds between the stop signal and SIGKILL; the engine's 10 where nil.
    public var stopGracePeriod: Double?
    public var networks: [NetworkAttachment] = []
    public var dnsSearch: [String] = []
    public var mounts: [Mount] = []
    public var ports: [PublishedPort] = []
    public var replicas = 1
    public var restart = RestartPolicy()
    public var limits = ResourceLimits()
    /// The image's own where nil.
    public var healthcheck: Healthcheck?
    public var logging = Logging()
    public var update: UpdatePolicy?
    /// Where tasks may run: `node.id==…`.
    public var constraints: [String] = []
    /// Another number makes new tasks though nothing else changed.
    public var forceUpdate = 0

    public init(name: String, image: String) {
        self.name = name
        self.image = image
    }

    /// A network that a service's tasks join, and the further names they answer to there.
    public struct NetworkAttachment: Sendable, Codable, Equatable {
        /// Its name or id.
        public var network: String
        public var aliases: [String]

        public init(_ network: String, aliases: [String] = []) {
            self.network = network
            self.aliases = aliases
        }
    }

    /// A named volume at a path of the container.
    public struct Mount: Sendable, Codable, Equatable {
        public var volume: String
        public var target: String
        public var readOnly: Bool
        /// Of the volume, where the mount makes it.
        public var labels: [String: String]

        public init(volume: String, target: String, readOnly: Bool = false, labels: [String: String] = [:]) {
            self.volume = volume
            self.target = target
            self.readOnly = readOnly
            self.labels = labels
        }
    }

    /// A port of the node that leads to the task on it; `dnsrr` takes no other kind.
    public struct PublishedPort: Sendable, Codable, Equatable {
        public enum Kind: String, Sendable, Codable { case tcp, udp }
        public var published: Int
        public var target: Int
        public var kind: Kind

        public init(published: Int, target: Int, kind: Kind = .tcp) {
            self.published = published
            self.target = target
            self.kind = kind
        }
    }

    public struct RestartPolicy: Sendable, Codable, Equatable {
        public enum Condition: String, Sendable, Codable {
            case none
            case onFailure = "on-failure"
            case any
        }
        public var condition: Condition
        /// Seconds before the next attempt.
        public var delay: Double
        /// 0 for no end.
        public var attempts: Int
        /// Seconds within which attempts count; 0 for all time.
        public var window: Double

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
        public var processes: Int?

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
        public var interval: Double?
        public var timeout: Double?
        public var retries: Int?
        public var startPeriod: Double?

        public init(
            test: [String], interval: Double? = nil, timeout: Double? = nil, retries: Int? = nil,
            startPeriod: Double? = nil
        ) {
            self.test = test
            self.interval = interval
            self.timeout = timeout
            self.retries = retries
            self.startPeriod = startPeriod
        }
    }

    /// Where the output goes: files of a bounded size, by default.
    public struct Logging: Sendable, Codable, Equatable {
        public var driver: String
        public var options: [String: String]

        public init(driver: String = "json-file", options: [String: String] = ["max-size": "10m", "max-file": "3"]) {
            self.driver = driver
            self.options = options
        }
    }

    /// How an update in place replaces tasks, one at a time.
    public struct UpdatePolicy: Sendable, Codable, Equatable {
        public enum Order: String, Sendable, Codable {
            case startFirst = "start-first"
            case stopFirst = "stop-first"
        }
        public enum FailureAction: String, Sendable, Codable { case rollback, pause, `continue` }
        public var order: Order
        public var failureAction: FailureAction
        /// Seconds for which a new task must run before it counts as a success.
        public var monitor: Double

        public init(_ order: Order, failureAction: FailureAction = .rollback, monitor: Double = 5) {
            self.order = order
            self.failureAction = failureAction
            self.monitor = monitor
        }
    }
}
