import Glibc
import Model

/// A kernel lock on a file that is never unlinked. It is free once every descriptor of it is closed, so also
/// when its holder is killed; a child holds it only where the descriptor is passed on purpose.
public struct FileLock: Sendable {
    public let descriptor: Descriptor

    /// Nil where another holds it.
    public static func tryAcquire(_ path: String) throws -> FileLock? {
        let descriptor = try Descriptor.open(path, O_RDWR | O_CREAT, mode: 0o640)
        guard flock(descriptor.number, LOCK_EX | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw Failure.system("lock '\(path)'") }
            return nil
        }
        return FileLock(descriptor: descriptor)
    }

    /// Whether somebody holds it now. A look holds it shared, for a moment.
    public static func isHeld(_ path: String) throws -> Bool {
        guard Files.exists(path) else { return false }
        let descriptor = try Descriptor.open(path, O_RDONLY)
        guard flock(descriptor.number, LOCK_SH | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw Failure.system("look at the lock '\(path)'") }
            return true
        }
        return false
    }

    /// Waits until it is free.
    public static func acquire(_ path: String) throws -> FileLock {
        let descriptor = try Descriptor.open(path, O_RDWR | O_CREAT, mode: 0o640)
        while flock(descriptor.number, LOCK_EX) != 0 {
            guard errno == EINTR else { throw Failure.system("lock '\(path)'") }
        }
        return FileLock(descriptor: descriptor)
    }
}
