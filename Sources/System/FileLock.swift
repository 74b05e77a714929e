import Glibc
import Model

/// A kernel lock on a file that is never unlinked. It is free once every descriptor of it is closed, so also
/// when its holder is killed; a child holds it only where the descriptor is passed on purpose.
public struct FileLock: Sendable {
    public enum Mode: Sendable {
        /// Nobody else holds it.
        case exclusive
        /// Others may hold it shared as well.
        case shared

        fileprivate var operation: Int32 { self == .exclusive ? LOCK_EX : LOCK_SH }
    }

    public let descriptor: Descriptor

    /// Nil where another holds it in a way that excludes this one.
    public static func tryAcquire(_ path: String, _ mode: Mode = .exclusive) throws -> FileLock? {
        try tryAcquire(Descriptor.open(path, O_RDWR | O_CREAT, mode: 0o640), path, mode)
    }

    /// Waits until it is free.
    public static func acquire(_ path: String, _ mode: Mode = .exclusive) throws -> FileLock {
        try acquire(Descriptor.open(path, O_RDWR | O_CREAT, mode: 0o640), path, mode)
    }

    /// The lock on a folder itself.
    public static func acquire(folder path: String, _ mode: Mode = .exclusive) throws -> FileLock {
        try acquire(Descriptor.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW), path, mode)
    }

    /// The lock on a folder itself; nil where another holds it in a way that excludes this one.
    public static func tryAcquire(folder path: String, _ mode: Mode = .exclusive) throws -> FileLock? {
        try tryAcquire(Descriptor.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW), path, mode)
    }

    private static func acquire(_ descriptor: Descriptor, _ path: String, _ mode: Mode) throws -> FileLock {
        while flock(descriptor.number, mode.operation) != 0 {
            guard errno == EINTR else { throw Failure.system("lock '\(path)'") }
        }
        return FileLock(descriptor: descriptor)
    }

    private static func tryAcquire(_ descriptor: Descriptor, _ path: String, _ mode: Mode) throws -> FileLock? {
        guard flock(descriptor.number, mode.operation | LOCK_NB) == 0 else {
            guard errno == EWOULDBLOCK else { throw Failure.system("lock '\(path)'") }
            return nil
        }
        return FileLock(descriptor: descriptor)
    }

    /// Whether somebody holds it now. A look holds it shared, for a moment.
    public static func isHeld(_ path: String) throws -> Bool {
        guard Files.exists(path) else { return false }
        return try tryAcquire(path, .shared) == nil
    }
}
