import Model

/// Which part of a log is wanted.
public struct LogSelection: Sendable, Equatable {
    /// The last lines only; all where nil. Of a service, of each of its tasks.
    public var tail: Int?
    /// Whether to go on with what comes, until the subscription is cancelled or the unit ends.
    public var follow: Bool
    /// Only what was written from then on.
    public var since: EngineTime?

    /// All that there is so far, unless told otherwise.
    public init(tail: Int? = nil, follow: Bool = false, since: EngineTime? = nil) {
        self.tail = tail
        self.follow = follow
        self.since = since
    }

    func query(details: Bool) -> [(name: String, value: String)] {
        var query = [
            (name: "stdout", value: "1"), ("stderr", "1"), ("timestamps", "1"),
            ("tail", tail.map(String.init) ?? "all"),
        ]
        if follow { query.append(("follow", "1")) }
        if let since { query.append(("since", "\(since)")) }
        if details { query.append(("details", "1")) }
        return query
    }
}

extension Engine {
    /// What a container wrote, line by line until `line` returns false: `ContainerLogs`. For a container of this
    /// node, running or not.
    public func containerLogs(
        _ id: String, _ selection: LogSelection = LogSelection(), subscription: Subscription? = nil,
        line: (LogLine) throws -> Bool
    ) throws {
        let terminal = try containerFacts(id).config.terminal ?? false
        try logs("containers", id, selection, subscription, terminal: terminal, details: false, line)
    }

    /// What the tasks of a service wrote, on whichever nodes, in the order in which it arrives: `ServiceLogs`.
    public func serviceLogs(
        _ nameOrID: String, _ selection: LogSelection = LogSelection(), subscription: Subscription? = nil,
        line: (LogLine) throws -> Bool
    ) throws {
        guard let facts = try serviceFacts(nameOrID) else {
            throw Failure(.notFound, "there is no service '\(nameOrID)'")
        }
        let terminal = facts.spec.template.container?.terminal ?? false
        try logs("services", facts.id, selection, subscription, terminal: terminal, details: true, line)
    }

    /// What one task wrote, on whichever node: `TaskLogs`.
    public func taskLogs(
        _ id: String, _ selection: LogSelection = LogSelection(), subscription: Subscription? = nil,
        line: (LogLine) throws -> Bool
    ) throws {
        let terminal = try taskFacts(id).spec.container?.terminal ?? false
        try logs("tasks", id, selection, subscription, terminal: terminal, details: true, line)
    }

    private func logs(
        _ kind: String, _ id: String, _ selection: LogSelection, _ subscription: Subscription?, terminal: Bool,
        details: Bool, _ line: (LogLine) throws -> Bool
    ) throws {
        let request = Request(
            .get, "/\(kind)/\(Request.escaped(id))/logs", query: selection.query(details: details), limit: nil,
            to: "read the log of '\(id)'")
        var demultiplexer = LogDemultiplexer(framed: !terminal, detailed: details)
        var wanted = true
        try stream(request, subscription: subscription) { bytes in
            for next in try demultiplexer.lines(adding: bytes) {
                wanted = try line(next)
                if !wanted { return false }
            }
            return true
        }
        for next in demultiplexer.rest() where wanted { wanted = try line(next) }
    }
}
