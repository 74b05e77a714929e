/// What a `Load` saw.
public struct LoadReport: Sendable {
    /// One request without its right answer.
    public struct Failure: Sendable, CustomStringConvertible {
        public enum Kind: String, Sendable {
            /// No connection.
            case refused
            /// The connection ended before its answer did.
            case cut
            /// No answer within ten seconds more than it takes.
            case late
            case status, wrongApp, wrongBody
        }
        /// Seconds since the load began.
        public let at: Double
        public let request: LoadKind
        public let kind: Kind
        public let detail: String

        public var description: String {
            "\((at * 1000).rounded() / 1000) s: \(request.rawValue) \(kind.rawValue) \(detail)"
        }
    }

    /// How one request ended.
    enum Result {
        /// `newest`: the newest release that had answered when it was sent.
        case answered(LoadKind, release: Int, commit: String, seconds: Double, newest: Int)
        case failed(Failure)
    }

    public var sent = 0
    public var answered: [LoadKind: Int] = [:]
    /// Requests that this process was too slow to send; they say nothing about the server.
    public var unsent = 0
    public var failures: [Failure] = []
    /// The releases that answered, in the order in which they were first seen.
    public var releases: [Int] = []
    /// Their commits, likewise.
    public var commits: [String] = []
    /// Answers of an older release to requests that were sent after a newer one had answered.
    public var stale = 0
    /// Seconds to the slowest answer, without what the unit was asked to take.
    public var slowest = 0.0
    public var seconds = 0.0

    var newest: Int { releases.max() ?? 0 }

    mutating func add(_ result: Result) {
        switch result {
        case .failed(let failure): failures.append(failure)
        case .answered(let kind, let release, let commit, let seconds, let newest):
            answered[kind, default: 0] += 1
            slowest = max(slowest, seconds - kind.seconds)
            if release < newest { stale += 1 }
            if !releases.contains(release) { releases.append(release) }
            if !commits.contains(commit) { commits.append(commit) }
        }
    }

    /// In one line.
    public var summary: String {
        let kinds = LoadKind.allCases.map { "\(answered[$0] ?? 0) \($0.rawValue)" }.joined(separator: ", ")
        return
            "\(sent) requests in \(Int(seconds)) s: \(failures.count) failed, \(stale) stale, \(unsent) not sent; releases \(releases.map { "v\($0)" }.joined(separator: " ")); slowest \(Int(slowest * 1000)) ms; \(kinds)"
    }
}
