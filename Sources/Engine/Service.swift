import Model
import System

/// A service of the swarm, as it is.
public struct Service: Sendable, Codable, Equatable {
    /// The engine's id of it.
    public let id: String
    /// Its name in the engine.
    public let name: String
    /// What an update must name: it fails where somebody else's came first.
    public let version: Int
    /// All that it carries.
    public let labels: [String: String]
    /// As the definition named it, with the digest where the engine resolved one.
    public let image: String
    /// How many units it is to have.
    public let replicas: Int
    /// When it was made.
    public let created: EngineTime?
    /// When its definition last changed.
    public let updated: EngineTime?
    /// How the last update in place went; nil where there was none.
    public let update: ServiceUpdate?
}

/// How an update of a service goes, in the engine's words.
public struct ServiceUpdate: Sendable, Codable, Equatable {
    /// The engine may know more than these: an unknown word is `unknown`.
    public enum State: String, Sendable, Codable {
        case updating, paused, completed, unknown
        case rollbackStarted = "rollback_started"
        case rollbackPaused = "rollback_paused"
        case rollbackCompleted = "rollback_completed"
    }
    /// How far it is.
    public let state: State
    /// The engine's reason.
    public let message: String
}

/// `ServiceInspect`'s answer, and an entry of `ServiceList`'s.
struct ServiceFacts: Decodable {
    struct Version: Decodable {
        let index: Int
        private enum CodingKeys: String, CodingKey { case index = "Index" }
    }
    struct Spec: Decodable {
        struct Mode: Decodable {
            struct Replicated: Decodable {
                let replicas: Int?
                private enum CodingKeys: String, CodingKey { case replicas = "Replicas" }
            }
            let replicated: Replicated?
            private enum CodingKeys: String, CodingKey { case replicated = "Replicated" }
        }
        let name: String
        let labels: [String: String]?
        let template: TaskTemplateFacts
        let mode: Mode?

        private enum CodingKeys: String, CodingKey {
            case name = "Name"
            case labels = "Labels"
            case template = "TaskTemplate"
            case mode = "Mode"
        }
    }
    struct Update: Decodable {
        let state: String?
        let message: String?

        private enum CodingKeys: String, CodingKey {
            case state = "State"
            case message = "Message"
        }
    }
    let id: String
    let version: Version
    let created: String?
    let updated: String?
    let spec: Spec
    let update: Update?

    private enum CodingKeys: String, CodingKey {
        case id = "ID"
        case version = "Version"
        case created = "CreatedAt"
        case updated = "UpdatedAt"
        case spec = "Spec"
        case update = "UpdateStatus"
    }

    var service: Service {
        Service(
            id: id, name: spec.name, version: version.index, labels: spec.labels ?? [:],
            image: spec.template.container?.image ?? "", replicas: spec.mode?.replicated?.replicas ?? 0,
            created: created.flatMap { EngineTime($0) }, updated: updated.flatMap { EngineTime($0) },
            update: update.flatMap { update in
                update.state.map {
                    ServiceUpdate(state: ServiceUpdate.State(rawValue: $0) ?? .unknown, message: update.message ?? "")
                }
            })
    }
}

/// The part of `TaskSpec` that matters here.
struct TaskTemplateFacts: Decodable {
    struct Container: Decodable {
        let image: String?
        let labels: [String: String]?
        let terminal: Bool?

        private enum CodingKeys: String, CodingKey {
            case image = "Image"
            case labels = "Labels"
            case terminal = "TTY"
        }
    }
    let container: Container?
    private enum CodingKeys: String, CodingKey { case container = "ContainerSpec" }
}
