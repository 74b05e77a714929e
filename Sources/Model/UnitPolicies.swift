/// What happens when a unit ends.
public struct RestartPolicy: Sendable, Codable, Equatable {
    /// Which ends count: none, those with another status than 0, or any.
    public enum Condition: String, Sendable, Codable, CaseIterable {
        case none
        case onFailure = "on-failure"
        case any
    }
    /// Which ends are followed by another unit.
    public var condition: Condition
    /// Seconds before the next attempt.
    public var delay: Double
    /// 0 for no end.
    public var attempts: Int
    /// Seconds within which attempts count; 0 for all time.
    public var window: Double

    /// Another unit after a second, always, unless told otherwise.
    public init(_ condition: Condition = .any, delay: Double = 1, attempts: Int = 0, window: Double = 0) {
        self.condition = condition
        self.delay = delay
        self.attempts = attempts
        self.window = window
    }
}

/// What one unit may use at most, or is to find free on its node; nothing is said where nil.
public struct Resources: Sendable, Codable, Equatable {
    /// Bytes.
    public var memory: Int?
    /// Processors: 0.5 is half of one.
    public var processors: Double?
    /// Processes and threads; only as a limit.
    public var processes: Int?

    public init(memory: Int? = nil, processors: Double? = nil, processes: Int? = nil) {
        self.memory = memory
        self.processors = processors
        self.processes = processes
    }
}

/// How an update in place replaces units, and how one goes back.
public struct UpdatePolicy: Sendable, Codable, Equatable {
    /// Whether a new unit runs before its predecessor ends.
    public enum Order: String, Sendable, Codable, CaseIterable {
        case startFirst = "start-first"
        case stopFirst = "stop-first"
    }
    /// What happens when a new unit fails.
    public enum FailureAction: String, Sendable, Codable, CaseIterable { case rollback, pause, `continue` }
    /// Start-first where nil, stop-first where the service is pinned.
    public var order: Order?
    public var failureAction: FailureAction
    /// Seconds for which a new unit must run before it counts as a success.
    public var monitor: Double
    /// How many at a time; 0 for all at once.
    public var parallelism: Int
    /// Seconds between two batches.
    public var delay: Double
    /// The part of the units that may fail.
    public var maxFailureRatio: Double

    /// One at a time, and back where one fails in its first five seconds, unless told otherwise.
    public init(
        _ order: Order? = nil, failureAction: FailureAction = .rollback, monitor: Double = 5, parallelism: Int = 1,
        delay: Double = 0, maxFailureRatio: Double = 0
    ) {
        self.order = order
        self.failureAction = failureAction
        self.monitor = monitor
        self.parallelism = parallelism
        self.delay = delay
        self.maxFailureRatio = maxFailureRatio
    }
}

/// On which nodes units may run.
public struct Placement: Sendable, Codable, Equatable {
    /// `node.labels.disk==ssd`, each of them.
    public var constraints: [String] = []
    /// `node.labels.zone`: spread evenly over its values, in this order.
    public var spread: [String] = []
    /// How many units of the service one node takes; nil for any number.
    public var maxPerNode: Int?

    public init() {}
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
