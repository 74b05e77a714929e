import CSystemShim
import Glibc
import Synchronization

/// A thread of the operating system, for what blocks: Swift's own pool is for what doesn't.
public enum Threads {
    private final class Work: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    /// Starts a thread that nobody joins.
    /// - Returns: False where the system has no thread left.
    @discardableResult
    public static func start(_ body: @escaping @Sendable () -> Void) -> Bool {
        var thread = pthread_t()
        let work = Unmanaged.passRetained(Work(body))
        let started = pthread_create(
            &thread, nil,
            { pointer in
                if let pointer { Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body() }
                return nil
            }, work.toOpaque())
        if started == 0 { pthread_detach(thread) } else { work.release() }
        return started == 0
    }

    /// Runs all of them side by side and waits; the results in the same order.
    public static func map<Input: Sendable, Output: Sendable>(
        _ inputs: [Input], _ body: @escaping @Sendable (Input) -> Output
    ) -> [Output] {
        guard inputs.count > 1 else { return inputs.map(body) }
        let results = Shared([Output?](repeating: nil, count: inputs.count))
        let done = Signal()
        for (index, input) in inputs.enumerated() {
            @Sendable func run() {
                let output = body(input)
                results.update { $0[index] = output }
                done.raise()
            }
            if !start(run) { run() }
        }
        for _ in inputs { done.wait() }
        return results.value.compactMap { $0 }
    }
}

/// A value under a lock, shared by threads.
public final class Shared<Value: Sendable>: Sendable {
    private let mutex: Mutex<Value>
    public init(_ value: Value) { mutex = Mutex(value) }
    public var value: Value { mutex.withLock { $0 } }
    @discardableResult
    public func update<Result>(_ body: (inout sending Value) throws -> sending Result) rethrows -> Result {
        try mutex.withLock(body)
    }
}

/// A counting semaphore over an eventfd, so that a wait can be bounded and mixed with other descriptors.
public final class Signal: Sendable {
    public let descriptor: Descriptor

    public init() {
        descriptor = Descriptor(shim_semaphore())
        descriptor.setNonBlocking()
    }

    public func raise() {
        var one: UInt64 = 1
        _ = Glibc.write(descriptor.number, &one, 8)
    }

    /// False where the time was up first.
    @discardableResult
    public func wait(for seconds: Double? = nil) -> Bool {
        let deadline = seconds.map { Instant.now.advanced(by: $0) }
        while true {
            var entry = pollfd(fd: descriptor.number, events: Int16(POLLIN), revents: 0)
            let limit = deadline.map { Int32(min(($0.remaining * 1000).rounded(.up), 1e9)) } ?? -1
            let ready = Glibc.poll(&entry, 1, limit)
            if ready == 0 || ready < 0 && errno != EINTR { return false }
            // Another that waits may have been faster: it is not ours before it was read.
            var count: UInt64 = 0
            if ready > 0, Glibc.read(descriptor.number, &count, 8) == 8 { return true }
        }
    }
}
