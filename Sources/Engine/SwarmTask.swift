import Model
import System

/// One attempt of the swarm to have a unit of a service run. A task that ended isn't started again: another takes
/// its slot.
public struct SwarmTask: Sendable, Codable, Equatable {
    /// In the order in which a task goes through them; `TaskState` of Docker Engine API v1.41.
    public enum State: String, Sendable, Codable, CaseIterable {
        case new, allocated, pending, assigned, accepted, preparing, ready, starting, running
        case complete, shutdown, failed, rejected, remove, orphaned
        /// A word that we don't know.
        case unknown

        /// Whether nothing runs any more.
        public var isOver: Bool {
            switch self {
            case .complete, .shutdown, .failed, .rejected, .remove, .orphaned: true
            default: false
            }
        }
    }

    /// The engine's id of it.
    public let id: String
    /// The service that it is an attempt for.
    public let serviceID: String
    /// From 1; 0 for a service that isn't replicated.
    public let slot: Int
    /// Nil until it has a place.
    public let nodeID: String?
    /// How far it is.
    public let state: State
    /// What the swarm wants; `shutdown` for a task that another replaces.
    public let desiredState: State
    /// What it is doing, in the engine's words.
    public let message: String
    /// Why it failed or waits, in the engine's words.
    public let error: String?
    /// When its state last changed.
    public let timestamp: EngineTime?
    /// When it was made.
    public let created: EngineTime?
    /// As the definition named it.
    public let image: String
    /// The label `EngineLabel.definition` of its container.
    public let definition: String?
    /// Nil until there is one.
    public let containerID: String?
    /// Nil while it runs and where no container was made. 137 may be a SIGKILL of the kernel for memory: ask
    /// `container`.
    public let exitCode: Int?

    /// When it began to run, with a healthcheck to be well; nil unless it runs.
    public var runningSince: EngineTime? { state == .running ? timestamp : nil }
}

/// `TaskInspect`'s answer, and an entry of `TaskList`'s.
struct TaskFacts: Decodable {
    struct Status: Decodable {
        struct Container: Decodable {
            let id: String?
            let exitCode: Int?

            private enum CodingKeys: String, CodingKey {
                case id = "ContainerID"
                case exitCode = "ExitCode"
            }
        }
        let timestamp: String?
        let state: String
        let message: String?
        let error: String?
        let container: Container?

        private enum CodingKeys: String, CodingKey {
            case timestamp = "Timestamp"
            case state = "State"
            case message = "Message"
            case error = "Err"
            case container = "ContainerStatus"
        }
    }
    let id: String
    let serviceID: String?
    let slot: Int?
    let nodeID: String?
    let created: String?
    let desiredState: String
    let status: Status
    let spec: TaskTemplateFacts

    private enum CodingKeys: String, CodingKey {
        case id = "ID"
        case serviceID = "ServiceID"
        case slot = "Slot"
        case nodeID = "NodeID"
        case created = "CreatedAt"
        case desiredState = "DesiredState"
        case status = "Status"
        case spec = "Spec"
    }

    var task: SwarmTask {
        let state = SwarmTask.State(rawValue: status.state) ?? .unknown
        let containerID = status.container?.id.flatMap { $0.isEmpty ? nil : $0 }
        return SwarmTask(
            id: id, serviceID: serviceID ?? "", slot: slot ?? 0, nodeID: nodeID.flatMap { $0.isEmpty ? nil : $0 },
            state: state, desiredState: SwarmTask.State(rawValue: desiredState) ?? .unknown,
            message: status.message ?? "", error: status.error.flatMap { $0.isEmpty ? nil : $0 },
            timestamp: status.timestamp.flatMap { EngineTime($0) }, created: created.flatMap { EngineTime($0) },
            image: spec.container?.image ?? "", definition: spec.container?.labels?[EngineLabel.definition],
            containerID: containerID,
            exitCode: containerID != nil && state.isOver ? status.container?.exitCode : nil)
    }
}

extension Engine {
    /// The tasks of a service, or of all, the newest first: `TaskList`. The swarm keeps the last five of a slot.
    /// - Parameter service: Its id or name; where there is none, a `notFound` failure or no tasks.
    public func tasks(service: String? = nil) throws -> [SwarmTask] {
        let query = try Request.filters(["service": service.map { [$0] } ?? []])
        return try decode([TaskFacts].self, Request(.get, "/tasks", query: query, to: "list tasks"))
            .map(\.task).sorted { ($0.created?.nanoseconds ?? 0) > ($1.created?.nanoseconds ?? 0) }
    }

    func taskFacts(_ id: String) throws -> TaskFacts {
        try decode(TaskFacts.self, Request(.get, "/tasks/\(Request.escaped(id))", to: "look at task '\(id)'"))
    }
}
