import CSQLite
import Model

/// Holds the Store's only write lock, as a process that hangs would.
final class StoreLock {
    private var handle: OpaquePointer?

    init(_ path: String) throws {
        guard sqlite3_open(path, &handle) == SQLITE_OK else { throw Failure(.unavailable, "cannot open '\(path)'") }
        sqlite3_busy_timeout(handle, 5000)
        guard sqlite3_exec(handle, "BEGIN EXCLUSIVE", nil, nil, nil) == SQLITE_OK else {
            throw Failure(.unavailable, "cannot lock '\(path)'")
        }
    }

    func release() {
        sqlite3_close_v2(handle)
        handle = nil
    }

    deinit { release() }
}
