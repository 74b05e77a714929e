/// What was found of one thing: one line, and what to type where it isn't well.
public struct Finding: Sendable, Codable, Equatable {
    /// How it is.
    public enum State: String, Sendable, Codable, CaseIterable {
        /// Something doesn't work, or is open that should be closed.
        case failed
        /// It works, and somebody should look; also what can't be seen by whoever asks.
        case warning
        case ok
    }

    /// What it is about: `router`.
    public let area: String
    public let state: State
    public let text: String
    /// The command that mends it, to be typed on the server.
    public let mend: String?
}

/// What a check finds; the check says of what.
enum Verdict: Equatable {
    case ok(String)
    case warning(String, mend: String)
    case failed(String, mend: String)

    func finding(_ area: String) -> Finding {
        switch self {
        case .ok(let text): Finding(area: area, state: .ok, text: text, mend: nil)
        case .warning(let text, let mend): Finding(area: area, state: .warning, text: text, mend: mend)
        case .failed(let text, let mend): Finding(area: area, state: .failed, text: text, mend: mend)
        }
    }
}
