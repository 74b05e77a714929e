import Model
import System

extension RouterLoop {
    /// A reconcile with everything read anew; for a client's request, or on the second.
    struct Refresh {
        let request: RouterRequest
        let answer: PendingAnswer?
        /// The facts that it needs are those of this number.
        let facts: Int
        /// An engine that doesn't answer until then is done without.
        let deadline: Instant
    }

    /// A client that waits for something to become true.
    struct Waiter {
        enum Condition {
            case up(service: String, count: Int)
            case idle(unit: String)
        }

        let condition: Condition
        let answer: PendingAnswer
        let deadline: Instant
        /// Since when a unit was seen idle.
        private var idle: Instant?

        /// Seconds that a unit has to be seen idle: a thread of HAProxy's may have chosen it just before it was
        /// drained, and count the request only once it connects.
        static let quiet = 0.02

        init(_ condition: Condition, _ answer: PendingAnswer, seconds: Double) {
            self.condition = condition
            self.answer = answer
            deadline = Instant.now.advanced(by: seconds)
        }

        var countsSessions: Bool { if case .idle = condition { true } else { false } }

        /// Seconds between two looks.
        var pause: Double {
            if case .idle = condition { return Self.quiet }
            return 0.1
        }

        mutating func isContent(_ state: RouterState) -> Bool {
            switch condition {
            case .up(let service, let count): return state.up(service) >= count
            case .idle(let unit):
                guard state.pid != nil, state.unit(unit)?.sessions ?? 0 == 0 else {
                    idle = nil
                    return false
                }
                let since = idle ?? Instant.now
                idle = since
                return since.elapsed >= Self.quiet
            }
        }
    }
}
