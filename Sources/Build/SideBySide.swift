import Glibc
import Model
import System

/// Work of several services side by side, as much at once as there are processors. The first that fails ends the
/// others.
struct SideBySide {
    /// Becomes readable when one has failed.
    private let stop = Signal()
    private let failures = Shared<[Failure]>([])

    /// Thrown by what another's failure ended: it has nothing of its own to say.
    struct Ended: Error {}

    /// Does it all. Where some fail each is told, and the last is thrown.
    func run<Item: Sendable>(_ items: [Item], _ body: @escaping @Sendable (Item, Descriptor) throws -> Void) throws {
        let room = Signal()
        for _ in 0..<max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) { room.raise() }
        let (stop, failures) = (stop, failures)
        _ = Threads.map(items) { item in
            room.wait()
            defer { room.raise() }
            guard failures.value.isEmpty else { return }
            do {
                try body(item, stop.descriptor)
            } catch is Ended {
                return
            } catch {
                let failure = error as? Failure ?? Failure(.software, "\(error)")
                failures.update { $0.append(failure) }
                stop.raise()
            }
        }
        let all = failures.value
        guard let last = all.last else { return }
        for failure in all.dropLast() { Report.failure(failure) }
        throw last
    }
}
