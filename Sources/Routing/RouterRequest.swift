import Model

/// What a client asks on `router.sock`: one line.
enum RouterRequest: Equatable, Sendable {
    case sync
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
        "sync | await SERVICE COUNT MILLISECONDS | retire UNIT | restore UNIT"
        + " | idle UNIT MILLISECONDS"

    init(_ line: String) throws {
        let words = line.split(separator: " ").map(String.init)
        let seconds = words.last.flatMap { Int($0) }.map { min(Double($0) / 1000, Self.longest) } ?? -1
        switch (words.first, words.count) {
        case ("sync", 1): self = .sync
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
        case .sync, .retire, .restore: return 0
        }
    }
}
