import Model
import System

/// What goes back over `router.sock`: the state, or why there is none.
enum RouterAnswer {
    private struct Refusal: Codable {
        struct Reason: Codable {
            let code: Int32
            let message: String
            let hint: String?
        }

        let failure: Reason
    }

    static func line(_ result: Result<RouterState, Failure>) -> String {
        do {
            switch result {
            case .success(let state): return try JSON.line(state)
            case .failure(let failure):
                return try JSON.line(
                    Refusal(
                        failure: .init(
                            code: failure.code.rawValue, message: failure.message, hint: failure.hint)))
            }
        } catch {
            return "{}"
        }
    }

    static func state(_ line: String) throws -> RouterState {
        do {
            return try JSON.decode(RouterState.self, from: line.utf8, source: "the router's answer")
        } catch {
            guard let reason = (try? JSON.decode(Refusal.self, from: line.utf8, source: ""))?.failure else {
                throw error
            }
            throw Failure(Failure.Code(rawValue: reason.code) ?? .failed, reason.message, hint: reason.hint)
        }
    }
}

/// Where a client's thread waits for its answer.
final class PendingAnswer: Sendable {
    private let result = Shared<Result<RouterState, Failure>?>(nil)
    private let signal = Signal()

    /// The first one counts.
    func give(_ given: Result<RouterState, Failure>) {
        result.update { $0 = $0 ?? given }
        signal.raise()
    }

    /// Nil where the router ends first.
    func take(within seconds: Double) -> Result<RouterState, Failure>? {
        signal.wait(for: seconds)
        return result.value
    }
}
