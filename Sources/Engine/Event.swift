import Model
import System

/// Something that happened in the engine.
public struct Event: Sendable, Codable, Equatable {
    /// `container`, `service`, `network`, `image`, `node`, …
    public let type: String
    /// `start`, `die`, `health_status: healthy`, …
    public let action: String
    /// The id of what it happened to.
    public let actorID: String
    /// Its labels, and facts such as `name` and `exitCode`.
    public let attributes: [String: String]
    /// Give it as `since` to go on where a stream broke off; this event comes again then.
    public let time: EngineTime

    /// An event, for tests and fakes.
    public init(type: String, action: String, actorID: String, attributes: [String: String], time: EngineTime) {
        self.type = type
        self.action = action
        self.actorID = actorID
        self.attributes = attributes
        self.time = time
    }
}

extension Event {
    /// Signals that don't ask a process to end, by number or name: HUP, USR1, USR2, CHLD, CONT, URG, WINCH.
    private static let harmless: Set<String> = [
        "1", "10", "12", "17", "18", "23", "28", "SIGHUP", "SIGUSR1", "SIGUSR2", "SIGCHLD", "SIGCONT", "SIGURG",
        "SIGWINCH",
    ]

    /// Whether a container was sent a signal that is to end it: by a stop, a kill or the swarm. One that ends by
    /// itself, and one that the kernel kills, has no such event before its `die`.
    public var asksToEnd: Bool { action == "kill" && !Self.harmless.contains(attributes["signal"] ?? "") }
}

/// A line of `SystemEvents`' answer.
struct EventFacts: Decodable {
    struct Actor: Decodable {
        let id: String?
        let attributes: [String: String]?

        private enum CodingKeys: String, CodingKey {
            case id = "ID"
            case attributes = "Attributes"
        }
    }
    let type: String?
    let action: String?
    let actor: Actor?
    let time: Int?

    private enum CodingKeys: String, CodingKey {
        case type = "Type"
        case action = "Action"
        case actor = "Actor"
        case time = "timeNano"
    }

    var event: Event {
        Event(
            type: type ?? "", action: action ?? "", actorID: actor?.id ?? "", attributes: actor?.attributes ?? [:],
            time: EngineTime(nanoseconds: time ?? 0))
    }
}

/// Cuts the stream of events into events.
struct EventReader {
    private var lines = LineReader(limit: 1 << 20)

    mutating func events(adding bytes: some Sequence<UInt8>) throws -> [Event] {
        try lines.lines(adding: bytes).filter { !$0.isEmpty }.map {
            try JSON.decode(EventFacts.self, from: $0.utf8, source: "engine: events").event
        }
    }
}

extension Engine {
    /// Hands on what happens, on this thread, until `event` returns false, the subscription is cancelled or the
    /// engine ends: `SystemEvents`. Where the engine dies it throws an `unavailable` failure.
    /// - Parameters:
    ///   - filters: Such as `["type": ["container"], "label": ["slipway.app"]]`.
    ///   - since: Past events from then on come first; the engine remembers 256 of them.
    public func events(
        filters: [String: [String]] = [:], since: EngineTime? = nil, subscription: Subscription? = nil,
        event: (Event) throws -> Bool
    ) throws {
        var query = try Request.filters(filters)
        if let since { query.append(("since", "\(since)")) }
        let request = Request(.get, "/events", query: query, limit: nil, to: "follow the engine's events")
        var reader = EventReader()
        try stream(request, subscription: subscription) { bytes in
            for next in try reader.events(adding: bytes) {
                guard try event(next) else { return false }
            }
            return true
        }
    }
}
