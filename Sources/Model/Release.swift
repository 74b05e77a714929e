/// The number of a release within its app: v1, v2, …
public struct ReleaseNumber: Hashable, Sendable, Codable, Comparable, CustomStringConvertible {
    public let value: Int

    public init(_ value: Int) { self.value = value }

    public init(from decoder: any Decoder) throws { value = try decoder.singleValueContainer().decode(Int.self) }
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(value)
    }

    public var description: String { "v\(value)" }
    public var next: ReleaseNumber { ReleaseNumber(value + 1) }
    public static func < (left: Self, right: Self) -> Bool { left.value < right.value }
}

/// One deployment of one stack, as the Store keeps it.
public struct App: Sendable, Codable, Equatable {
    public let name: AppName
    /// Seconds since 1970.
    public let created: Int
    /// The release that is meant to serve. Setting it, by compare-and-set, is what makes a deploy true.
    public var live: ReleaseNumber?
    /// The number that the newest release took.
    public var newest: ReleaseNumber?
    /// How many units of a service people asked for, by the service's name; it holds over deploys.
    public var scale: [String: Int]?
    /// The configuration that its next release gets: the number of a snapshot, `Store+Configuration`.
    public var configuration: Int?
    /// True where its units were stopped by command: its domains answer that it is stopped.
    public var isStopped: Bool?
    /// True where its domains answer with a page that says that it is being worked on.
    public var isInMaintenance: Bool?
    /// What an operator lets its stack file do.
    public var allowed: [Allowance]?
    /// Its domains that come from its stack file.
    public var stackDomains: [Domain]?

    public init(name: AppName, created: Int) {
        self.name = name
        self.created = created
    }
}

/// One version of an app: a commit, its images by digest, who and when. What it describes never changes;
/// only how it ended is added.
public struct Release: Sendable, Codable, Equatable {
    public enum Outcome: String, Sendable, Codable {
        /// It became the app's live release; a later one may serve now.
        case live
        case failed
        case cancelled
        /// A later push of its branch waited as well, and was deployed in its place.
        case superseded
    }

    /// What asked for it.
    public enum Origin: String, Sendable, Codable {
        case push, deploy, rollback, scale, configuration
    }

    public let app: AppName
    public let number: ReleaseNumber
    public let commit: ObjectID
    /// The commit's first line.
    public let subject: String
    public let author: String
    /// The key that pushed, or `host` for a command typed on the server.
    public let pusher: String
    public let origin: Origin
    /// The release whose images, stack and configuration it has: of a rollback, a scale, a change of configuration.
    public let restores: ReleaseNumber?
    /// The snapshot of the configuration that it runs with; nil for none.
    public let configuration: Int?
    /// The file name of its log, within the app's folder of logs.
    public let log: String?
    /// Seconds since 1970.
    public let started: Int

    public var finished: Int?
    public var outcome: Outcome?
    /// Why it failed, in one line.
    public var reason: String?
    /// What runs: one entry a service, in the stack's order.
    public var services: [ServiceRelease]
    /// Seconds by stage, and `total`: from the push's begin to the first request served, the gate included.
    public var seconds: [String: Double]

    public init(
        app: AppName, number: ReleaseNumber, commit: ObjectID, subject: String, author: String, pusher: String,
        origin: Origin = .push, restores: ReleaseNumber? = nil, configuration: Int? = nil, log: String? = nil,
        started: Int
    ) {
        self.app = app
        self.number = number
        self.commit = commit
        self.subject = subject
        self.author = author
        self.pusher = pusher
        self.origin = origin
        self.restores = restores
        self.configuration = configuration
        self.log = log
        self.started = started
        services = []
        seconds = [:]
    }

    /// Adds how it ended.
    public mutating func end(_ outcome: Outcome, reason: String?, at time: Int) {
        self.outcome = outcome
        self.reason = reason
        finished = time
    }

    /// The service that requests from outside go to.
    public var routed: ServiceRelease? { services.first { $0.port != nil } }
}

/// How units of a service give way to others.
public enum Rollout: String, Sendable, Codable {
    /// A new service under a name of its own beside the old one, which goes once the release is live.
    case beside
    /// The engine's service gets another definition, and stops its units before it starts others: they have something
    /// that two can't have at once.
    case inPlace
    /// It ends by itself, once a release.
    case once
}

/// A service as one release runs it.
public struct ServiceRelease: Sendable, Codable, Equatable {
    public let service: ServiceName
    public let image: RegistryImage
    /// The name of the engine's service; where units change beside each other it carries the definition's hash.
    public let engineName: String
    /// The hash of what the engine was told of it, which the engine's service has as a label.
    public let definition: String
    public let rollout: Rollout
    /// The port that requests go to; nil for a service that isn't routed.
    public let port: Int?
    public let replicas: Int
    /// As `ServiceTicket.traits`.
    public let traits: ImageTraits

    public init(
        service: ServiceName, image: RegistryImage, engineName: String, definition: String = "",
        rollout: Rollout = .beside, port: Int?, replicas: Int, traits: ImageTraits = ImageTraits()
    ) {
        self.service = service
        self.image = image
        self.engineName = engineName
        self.definition = definition
        self.rollout = rollout
        self.port = port
        self.replicas = replicas
        self.traits = traits
    }

    /// What a record of an earlier version lacks has its default.
    public init(from decoder: any Decoder) throws {
        let stored = try decoder.container(keyedBy: CodingKeys.self)
        self.init(
            service: try stored.decode(ServiceName.self, forKey: .service),
            image: try stored.decode(RegistryImage.self, forKey: .image),
            engineName: try stored.decode(String.self, forKey: .engineName),
            definition: try stored.decodeIfPresent(String.self, forKey: .definition) ?? "",
            rollout: try stored.decodeIfPresent(Rollout.self, forKey: .rollout) ?? .beside,
            port: try stored.decodeIfPresent(Int.self, forKey: .port),
            replicas: try stored.decode(Int.self, forKey: .replicas),
            traits: try stored.decodeIfPresent(ImageTraits.self, forKey: .traits) ?? ImageTraits())
    }

    /// Whether units of it are to run at any time.
    public var runsOn: Bool { rollout != .once }
}
