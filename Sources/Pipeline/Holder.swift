import Glibc
import Model
import System

/// Who holds an app's lock, as the lock's file says. It is true while the lock is held, and nothing else is ever
/// concluded from it.
public struct Holder: Sendable, Codable, Equatable {
    /// What is done: `commit 4be1c2a`, `rollback to v3`, `restart`.
    public let work: String
    /// The key's name, or `host`.
    public let user: String
    /// Seconds since 1970.
    public let since: Int
    /// The path of its log, once there is one.
    public var log: String?
    /// The session that its processes are in, once they run.
    public var session: Int32?

    public init(work: String, user: String, since: Int = secondsSince1970()) {
        self.work = work
        self.user = user
        self.since = since
    }

    /// Nil where the lock's file says nothing that can be read, as in the moment in which it changes hands.
    public init?(lock path: String) {
        guard let text = try? Files.read(path) else { return nil }
        guard let holder = try? JSON.decode(Holder.self, from: text.utf8, source: path) else { return nil }
        self = holder
    }

    /// Who holds the lock now; nil where it is free.
    public static func current(_ path: String) throws -> Holder? {
        guard try FileLock.isHeld(path) else { return nil }
        return Holder(lock: path) ?? Holder(work: "something", user: "somebody")
    }

    /// For people: `commit 4be1c2a by alice, since 2026-01-31T12:00:00Z`.
    public var words: String { "\(work) by \(user), since \(Timestamp.text(since))" }

    /// Says so in the file of a lock that we hold.
    public func write(to lock: FileLock) throws {
        let text = try JSON.line(self)
        let number = lock.descriptor.number
        guard ftruncate(number, 0) == 0, pwrite(number, text, text.utf8.count, 0) == text.utf8.count else {
            throw Failure.system("write the lock's file")
        }
    }
}

extension FileLock {
    /// Takes an app's lock for some work where it is free, and says in it whose it is.
    public static func tryAcquire(_ path: String, for holder: Holder) throws -> FileLock? {
        guard let lock = try tryAcquire(path) else { return nil }
        try? holder.write(to: lock)
        return lock
    }

    /// Takes an app's lock for some work, and says in it whose it is. Where another has it, says who, and waits.
    ///
    /// - Parameter waited: Called once where another has it.
    public static func acquire(_ path: String, for holder: Holder, waited: () -> Void = {}) throws -> FileLock {
        // Somebody who only looks holds it for a moment.
        var lock = try poll(for: 0.05, every: 0.002) { try tryAcquire(path) }
        if lock == nil {
            Report.step("Waiting: \(Holder(lock: path)?.words ?? "another deploy") is under way")
            waited()
            lock = try acquire(path)
        }
        guard let lock else { throw Failure(.temporary, "cannot lock '\(path)'") }
        // A disk that is full is no reason not to make room.
        try? holder.write(to: lock)
        return lock
    }
}
