import System

/// A hold on a stream, by which another thread ends it at once, even while nothing arrives.
///
/// One subscription may be given to several streams; it ends all of them. It can't be used again after.
public final class Subscription: Sendable {
    private let cancelled = Shared(false)
    let signal = Signal()

    /// A subscription to give to a stream.
    public init() {}

    /// Whether `cancel` was called.
    public var isCancelled: Bool { cancelled.value }

    /// Ends the stream: the call that reads it returns as if the engine had closed it.
    public func cancel() {
        cancelled.update { $0 = true }
        // Nobody takes the count back, so that every stream that waits on it sees it.
        signal.raise()
    }
}
