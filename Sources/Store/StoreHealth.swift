import Glibc
import Model
import System

/// How a Store's file is.
public struct StoreHealth: Sendable, Equatable {
    /// What SQLite finds wrong in it, a line each; none where it is whole.
    public let damage: [String]
    /// Its size with what isn't merged into it yet.
    public let bytes: Int
}

extension SQLiteStore {
    /// Reads all of the file, and takes its write lock for a moment without a change.
    ///
    /// - Throws: `.notPermitted` where it can't be written, `.temporary` where another holds the lock for too long.
    public func health(of path: String) throws -> StoreHealth {
        let found = try connection.withLock { connection in
            let found = try connection.rows("PRAGMA quick_check(5)", attempt: "check") { SQLiteConnection.text($0, 0) }
            _ = try connection.transaction(attempt: "write") {
                try connection.run("UPDATE counter SET last = last", attempt: "write")
                return false
            }
            return found
        }
        let sizes = [path, "\(path)-wal"].map { path in
            var status = stat()
            return stat(path, &status) == 0 ? Int(status.st_size) : 0
        }
        return StoreHealth(damage: found == ["ok"] ? [] : found, bytes: sizes.reduce(0, +))
    }
}
