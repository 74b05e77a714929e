import Model

/// What a client asks on `router.sock`: one line.
enum RouterRequest: Equatable, Sendable {
    /// With everything read anew.
    case sync
    /// What the engine told a moment ago will do. Sessions cost HAProxy more than all else: only where asked for.
    case look(sessions: Bool)
    case await(service: String, count: Int, seconds: Double)
    /// Gives a unit nothing new until it has gone.
    case retire(unit: String)
    /// Takes that back.
    case restore(unit: String)
    /// Waits until a unit answers nothing.
    case idle(unit: String, seconds: Double)

    /// Seconds that a client may wait at most.
    static let longest = 3600.0

    private static let usage =
        "sync | look [sessions] | await SERVICE COUNT MILLISECONDS | retire UNIT | restore UNIT"
        + " | idle UNIT MILLISECONDS"

    init(_ line: String) throws {
        let words = line.split(separator: " ").map(String.init)
        let seconds = words.last.flatMap { Int($0) }.map { min(Double($0) / 1000, Self.longest) } ?? -1
        switch (words.first, words.count) {
        case ("sync", 1): self = .sync
        case ("look", 1): self = .look(sessions: false)
        case ("look", 2) where words[1] == "sessions": self = .look(sessions: true)
        case ("retire", 2): self = .retire(unit: words[1])
        case ("restore", 2): self = .restore(unit: words[1])
        case ("idle", 3) where seconds >= 0: self = .idle(unit: words[1], seconds: seconds)
        case ("await", 4) where seconds >= 0 && Int(words[2]) ?? -1 >= 0:
            self = .await(service: words[1], count: Int(words[2]) ?? 0, seconds: seconds)
        default:
            throw Failure(
                .usage, "the router does not know the request \(line.quotedForPeople)", hint: Self.usage)
        }
    }

    /// How long the router may leave it unanswered on purpose.
    var seconds: Double {
        switch self {
        case .await(_, _, let seconds), .idle(_, let seconds): return seconds
        case .sync, .look, .retire, .restore: return 0
        }
    }

    var countsSessions: Bool { self != .look(sessions: false) }

    /// A line may end in `for APP`: then nothing of other apps is in the answer.
    static func scoped(_ line: String) throws -> (request: RouterRequest, app: AppName?) {
        let words = line.split(separator: " ")
        guard words.count > 2, words[words.count - 2] == "for" else { return (try RouterRequest(line), nil) }
        let app = try AppName(String(words[words.count - 1]))
        return (try RouterRequest(words.dropLast(2).joined(separator: " ")), app)
    }
}
