import Model
import System

/// What a client asks on `router.sock`: one line.
enum RouterRequest: Equatable, Sendable {
    case sync
    case await(service: String, count: Int, seconds: Double)

    /// Seconds that a client may wait at most.
    static let longest = 3600.0

    init(_ line: String) throws {
        let words = line.split(separator: " ").map(String.init)
        switch words.first {
        case "sync" where words.count == 1: self = .sync
        case "await" where words.count == 4:
            guard let count = Int(words[2]), let milliseconds = Int(words[3]), count >= 0, milliseconds >= 0 else {
                fallthrough
            }
            self = .await(service: words[1], count: count, seconds: min(Double(milliseconds) / 1000, Self.longest))
        default:
            throw Failure(
                .usage, "the router does not know the request \(line.quotedForPeople)",
                hint: "sync | await SERVICE COUNT MILLISECONDS")
        }
    }
}

/// Where a client's thread waits for its answer.
final class PendingAnswer: Sendable {
    private let state = Shared<RouterState?>(nil)
    private let signal = Signal()

    func give(_ state: RouterState) {
        self.state.update { $0 = state }
        signal.raise()
    }

    /// Nil where the router ends first.
    func take(within seconds: Double) -> RouterState? {
        signal.wait(for: seconds)
        return state.value
    }
}
