import Engine
import Model
import Routing
import System

/// Asks units by HTTP until each has given the answer that is expected, or too many others. Each request has a thread
/// of its own, so that a unit that is slow to answer hides nothing.
final class HTTPTrials: Sendable {
    /// A unit at its address.
    struct Target: Hashable {
        let unit: String
        let address: String
        let port: Int

        init(_ unit: UnitState) {
            self.unit = unit.id
            address = unit.address
            port = unit.port
        }
    }

    /// One that isn't what was expected.
    struct Answer: Sendable, Equatable {
        /// `GET http://172.18.0.3:8080/health answered 500, not 200: 'no database'`.
        let words: String
    }

    enum Verdict: Sendable, Equatable {
        case passed
        case failed(Answer)
    }

    private struct Trial {
        var verdict: Verdict?
        var isUnderWay = false
        var due = Instant.now
        var failures = 0
        /// What came of the last request.
        var last: String?
    }

    /// Bytes of a body that are looked at.
    static let bodyLimit = 1 << 16
    /// Seconds, where the check doesn't say.
    static let timeout = 10.0
    static let interval = 3.0
    /// Seconds between requests that nobody answers.
    private static let retry = 0.2

    private let check: HTTPHealthcheck
    private let pattern: Pattern?
    private let trials = Shared<[Target: Trial]>([:])
    private let answered = Signal()

    init(_ check: HTTPHealthcheck) {
        self.check = check
        // It was read once; what no longer can be matches nothing, rather than anything.
        pattern = check.match.map { (try? Pattern($0, dotTakesLineEnds: true)) ?? .nothing }
    }

    var verdicts: [Target: Verdict] { trials.value.compactMapValues(\.verdict) }

    /// Asks those that have no verdict yet and whose time has come.
    func ask(_ units: [UnitState]) {
        for target in units.map(Target.init) {
            let isDue = trials.update { trials in
                let trial = trials[target] ?? Trial()
                guard trial.verdict == nil, !trial.isUnderWay, trial.due.remaining == 0 else { return false }
                trials[target] = trial
                trials[target]?.isUnderWay = true
                return true
            }
            guard isDue else { continue }
            Threads.start { [self] in
                conclude(target, outcome(of: target))
                answered.raise()
            }
        }
    }

    /// Until a unit has answered, or the time is up.
    func wait(seconds: Double) { answered.wait(for: seconds) }

    /// What is waited for, of units that are up.
    func words(_ units: [UnitState]) -> String {
        let targets = units.map(Target.init)
        let trials = trials.value
        let open = targets.filter { trials[$0]?.verdict == nil }
        let last = open.lazy.compactMap { trials[$0]?.last }.first
        return last ?? "no answer yet to \(check.method.rawValue) \(open.first.map(url) ?? check.path)"
    }

    private enum Outcome {
        case expected
        case other(String)
        case none(String)
    }

    private func url(_ target: Target) -> String { "http://\(target.address):\(target.port)\(check.path)" }

    private func outcome(of target: Target) -> Outcome {
        let method = check.method.rawValue
        let limit = check.timeout ?? Self.timeout
        let request = Request(
            .init(rawValue: method) ?? .get, check.path,
            headers: ["Connection: close", "User-Agent: slipway"] + check.headers.map { "\($0.key): \($0.value)" },
            limit: limit, to: "ask \(url(target))")
        let asked = "\(method) \(url(target))"
        do {
            let host = "\(target.address):\(target.port)"
            let answer = try Transport(host: host, name: "the unit").answer(to: request, keeping: Self.bodyLimit)
            let body = String(decoding: answer.body, as: UTF8.self)
            let first = body.split(whereSeparator: \.isNewline).first.map { ": '\(String($0).printable(200))'" } ?? ""
            if let status = check.status, status != answer.status {
                return .other("\(asked) answered \(answer.status), not \(status)\(first)")
            }
            if let pattern, !pattern.matches(body) {
                let expected = (check.match ?? "").printable(200)
                return .other("\(asked) answered \(answer.status), and nothing in it matches '\(expected)'\(first)")
            }
            return .expected
        } catch let failure as Failure where failure.code == .temporary {
            return .none("\(asked): no answer within \(Int(limit.rounded(.up))) s")
        } catch {
            return .none("\(asked): no answer, the connection ended")
        }
    }

    private func conclude(_ target: Target, _ outcome: Outcome) {
        trials.update { trials in
            var trial = trials[target] ?? Trial()
            trial.isUnderWay = false
            switch outcome {
            case .expected: trial.verdict = .passed
            case .none(let words):
                trial.last = words
                trial.due = Instant.now.advanced(by: Self.retry)
            case .other(let words):
                trial.last = words
                trial.failures += 1
                trial.due = Instant.now.advanced(by: check.interval ?? Self.interval)
                if trial.failures > check.allowedFailures { trial.verdict = .failed(Answer(words: words)) }
            }
            trials[target] = trial
        }
    }
}
