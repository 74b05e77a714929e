import Model

/// A container's place in a network, in both answers below.
private struct AttachmentsFacts: Decodable {
    struct Attachment: Decodable {
        let address: String?
        private enum CodingKeys: String, CodingKey { case address = "IPAddress" }
    }
    let networks: [String: Attachment]?
    private enum CodingKeys: String, CodingKey { case networks = "Networks" }

    var addresses: [String: String] {
        (networks ?? [:]).compactMapValues { $0.address.flatMap { $0.isEmpty ? nil : $0 } }
    }
}

/// An entry of `ContainerList`'s answer.
struct ContainerListFacts: Decodable {
    let id: String
    let names: [String]?
    let image: String
    let imageID: String
    let created: Int
    let labels: [String: String]?
    let state: String
    let status: String
    private let attachments: AttachmentsFacts?

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case names = "Names"
        case image = "Image"
        case imageID = "ImageID"
        case created = "Created"
        case labels = "Labels"
        case state = "State"
        case status = "Status"
        case attachments = "NetworkSettings"
    }

    var summary: ContainerSummary {
        ContainerSummary(
            id: id, name: String(names?.first?.drop { $0 == "/" } ?? ""), image: image, imageID: imageID,
            labels: labels ?? [:], state: state, health: Health(shown: status), created: created,
            addresses: attachments?.addresses ?? [:])
    }
}

/// `ContainerInspect`'s answer.
struct ContainerFacts: Decodable {
    struct Config: Decodable {
        let image: String?
        let labels: [String: String]?
        let terminal: Bool?
        let healthcheck: HealthcheckFacts?

        private enum CodingKeys: String, CodingKey {
            case image = "Image"
            case labels = "Labels"
            case terminal = "Tty"
            case healthcheck = "Healthcheck"
        }
    }
    let id: String
    let name: String
    let imageID: String
    let created: String?
    let restartCount: Int?
    struct HostConfig: Decodable {
        let memory: Int?
        private enum CodingKeys: String, CodingKey { case memory = "Memory" }
    }
    let state: StateFacts
    let config: Config
    let hostConfig: HostConfig?
    private let attachments: AttachmentsFacts?

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case name = "Name"
        case imageID = "Image"
        case created = "Created"
        case restartCount = "RestartCount"
        case state = "State"
        case config = "Config"
        case hostConfig = "HostConfig"
        case attachments = "NetworkSettings"
    }

    var container: Container {
        Container(
            id: id, name: String(name.drop { $0 == "/" }), image: config.image ?? "", imageID: imageID,
            labels: config.labels ?? [:], state: state.state, health: state.health?.report,
            healthcheck: config.healthcheck?.healthcheck,
            memoryLimit: hostConfig?.memory.flatMap { $0 > 0 ? $0 : nil },
            created: created.flatMap { EngineTime($0) }, restartCount: restartCount ?? 0,
            addresses: attachments?.addresses ?? [:])
    }
}

/// `HealthConfig`, of a container and of an image. A time of 0 is the engine's default.
struct HealthcheckFacts: Decodable {
    let test: [String]?
    let interval: Int?
    let timeout: Int?
    let retries: Int?
    let startPeriod: Int?
    let startInterval: Int?

    private enum CodingKeys: String, CodingKey {
        case test = "Test"
        case interval = "Interval"
        case timeout = "Timeout"
        case retries = "Retries"
        case startPeriod = "StartPeriod"
        case startInterval = "StartInterval"
    }

    /// Nil where it checks nothing.
    var healthcheck: CommandHealthcheck? {
        guard let test, !test.isEmpty, test != ["NONE"] else { return nil }
        func seconds(_ nanoseconds: Int?) -> Double? {
            nanoseconds.flatMap { $0 > 0 ? Double($0) / 1e9 : nil }
        }
        return CommandHealthcheck(
            test: test, interval: seconds(interval), timeout: seconds(timeout),
            retries: retries.flatMap { $0 > 0 ? $0 : nil }, startPeriod: seconds(startPeriod),
            startInterval: seconds(startInterval))
    }
}

/// `ContainerState` of that answer.
struct StateFacts: Decodable {
    struct HealthFacts: Decodable {
        struct Entry: Decodable {
            let start: String?
            let end: String?
            let exitCode: Int
            let output: String?

            private enum CodingKeys: String, CodingKey {
                case start = "Start"
                case end = "End"
                case exitCode = "ExitCode"
                case output = "Output"
            }
        }
        let status: String
        let failingStreak: Int?
        let log: [Entry]?

        private enum CodingKeys: String, CodingKey {
            case status = "Status"
            case failingStreak = "FailingStreak"
            case log = "Log"
        }

        var report: Container.HealthReport? {
            guard let status = Health(rawValue: status), status != .none else { return nil }
            return Container.HealthReport(
                status: status, failingStreak: failingStreak ?? 0,
                log: (log ?? []).map {
                    Container.HealthcheckResult(
                        start: $0.start.flatMap { EngineTime($0) }, end: $0.end.flatMap { EngineTime($0) },
                        exitCode: $0.exitCode, output: $0.output ?? "")
                })
        }
    }
    let status: String
    let exitCode: Int
    let oomKilled: Bool?
    let pid: Int?
    let error: String?
    let started: String?
    let finished: String?
    let health: HealthFacts?

    private enum CodingKeys: String, CodingKey {
        case status = "Status"
        case exitCode = "ExitCode"
        case oomKilled = "OOMKilled"
        case pid = "Pid"
        case error = "Error"
        case started = "StartedAt"
        case finished = "FinishedAt"
        case health = "Health"
    }

    var state: Container.State {
        Container.State(
            status: status, exitCode: exitCode, oomKilled: oomKilled ?? false, pid: pid ?? 0, error: error ?? "",
            started: started.flatMap { EngineTime($0) }, finished: finished.flatMap { EngineTime($0) })
    }
}
