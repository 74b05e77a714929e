import Model
import System

/// Whether a container's healthcheck is content.
public enum Health: String, Sendable, Codable {
    /// It has no healthcheck.
    case none
    case starting, healthy, unhealthy

    /// From the words in which a list shows a container's state: `Up 5 minutes (healthy)`. Newer engines than those
    /// of API 1.47 have a field for it; until then it is the one place where a list has it.
    init(shown status: String) {
        if status.hasSuffix("(healthy)") {
            self = .healthy
        } else if status.hasSuffix("(unhealthy)") {
            self = .unhealthy
        } else if status.hasSuffix("(health: starting)") {
            self = .starting
        } else {
            self = .none
        }
    }
}

/// A container of this node, as a list tells of it.
public struct ContainerSummary: Sendable, Codable, Equatable {
    /// The engine's id of it.
    public let id: String
    /// Of a service's: service, slot and task.
    public let name: String
    /// As its maker named it.
    public let image: String
    /// What runs, whatever the tag names by now.
    public let imageID: String
    /// All that it carries.
    public let labels: [String: String]
    /// `created`, `running`, `paused`, `restarting`, `removing`, `exited`, `dead`.
    public let state: String
    /// What its healthcheck says.
    public let health: Health
    /// Seconds since 1970.
    public let created: Int
    /// Its IPv4 addresses by network, where it has one.
    public let addresses: [String: String]
}

/// A container of this node, in full.
public struct Container: Sendable, Codable, Equatable {
    /// How a container is, or how it ended.
    public struct State: Sendable, Codable, Equatable {
        /// As `ContainerSummary.state`.
        public let status: String
        /// 0 while it runs.
        public let exitCode: Int
        /// Whether the kernel killed a process of it for its memory limit.
        public let oomKilled: Bool
        /// 0 unless it runs.
        public let pid: Int
        /// Why it could not be started.
        public let error: String
        /// When it last started.
        public let started: EngineTime?
        /// When it last ended; nil where it never did.
        public let finished: EngineTime?
    }

    /// What a container's healthcheck found.
    public struct HealthReport: Sendable, Codable, Equatable {
        /// What they come to.
        public let status: Health
        /// How many checks failed in a row.
        public let failingStreak: Int
        /// The last five checks at most, the newest last.
        public let log: [HealthcheckResult]
    }

    /// One run of a healthcheck.
    public struct HealthcheckResult: Sendable, Codable, Equatable {
        /// When the check began.
        public let start: EngineTime?
        /// When the check ended.
        public let end: EngineTime?
        /// 0 for content, 1 for not; 255 and the like where it could not be run or took too long.
        public let exitCode: Int
        /// At most 4 KiB.
        public let output: String
    }

    /// The engine's id of it.
    public let id: String
    /// Of a service's: service, slot and task.
    public let name: String
    /// As its maker named it.
    public let image: String
    /// What runs, whatever the tag names by now.
    public let imageID: String
    /// All that it carries.
    public let labels: [String: String]
    /// How it is, or how it ended.
    public let state: State
    /// Nil without a healthcheck.
    public let health: HealthReport?
    /// The one that is in force: the service's, else the image's; nil without one.
    public let healthcheck: CommandHealthcheck?
    /// Bytes that it may use; nil without a limit.
    public let memoryLimit: Int?
    /// When it was made.
    public let created: EngineTime?
    /// How often the engine started it again; the swarm makes another container instead.
    public let restartCount: Int
    /// Its IPv4 addresses by network, where it has one.
    public let addresses: [String: String]
}

extension Engine {
    /// The containers of this node that carry all these labels (`name` or `name=value`): `ContainerList`.
    /// - Parameter all: Whether to list those too that don't run.
    public func containers(all: Bool = false, labels: [String] = []) throws -> [ContainerSummary] {
        var query = try Request.filters(["label": labels])
        if all { query.append(("all", "1")) }
        let request = Request(.get, "/containers/json", query: query, to: "list containers")
        return try decode([ContainerListFacts].self, request).map(\.summary)
    }

    /// A container of this node by its id or name, nil where there is none: `ContainerInspect`.
    public func container(_ id: String) throws -> Container? {
        try ifThere { try containerFacts(id) }?.container
    }

    func containerFacts(_ id: String) throws -> ContainerFacts {
        try decode(
            ContainerFacts.self,
            Request(.get, "/containers/\(Request.escaped(id))/json", to: "look at container '\(id)'"))
    }

    /// Ends a container of this node with its stop signal, and with SIGKILL after some seconds: `ContainerStop`.
    /// - Returns: False where there was none.
    @discardableResult
    public func stopContainer(_ id: String, grace seconds: Int) throws -> Bool {
        let path = "/containers/\(Request.escaped(id))/stop"
        return try ifThere {
            try send(
                Request(
                    .post, path, query: [("t", String(seconds))], limit: Double(seconds) + 30,
                    to: "stop container '\(id)'"))
        } != nil
    }

    /// Removes a container of this node: `ContainerDelete`. With `force` it is killed first; else a running one is a
    /// `temporary` failure.
    /// - Returns: False where there was none.
    @discardableResult
    public func removeContainer(_ id: String, force: Bool = false) throws -> Bool {
        let query: [(name: String, value: String)] = [("v", "1")] + (force ? [("force", "1")] : [])
        return try ifThere {
            try send(
                Request(.delete, "/containers/\(Request.escaped(id))", query: query, to: "remove container '\(id)'"))
        } != nil
    }
}
