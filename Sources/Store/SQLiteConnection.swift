import CSQLite
import Glibc
import Model
import System

/// One connection to one SQLite file. Not for several threads at once.
final class SQLiteConnection {
    enum Value {
        case text(String)
        case integer(Int)
    }

    private let handle: OpaquePointer
    private let path: String

    /// Opens a file that exists.
    /// - Parameter patience: Seconds to wait for another process's lock.
    init(_ path: String, patience: Double) throws {
        var opened: OpaquePointer?
        let status = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nil)
        guard let opened, status == SQLITE_OK else {
            // A handle that failed to open still holds its error, and must be closed.
            let failure = SQLiteConnection.failure(opened, status, path, "open it")
            sqlite3_close_v2(opened)
            throw failure
        }
        handle = opened
        self.path = path
        sqlite3_busy_timeout(handle, Int32(patience * 1000))
        // WAL with NORMAL may lose the last commits in a power cut: sqlite.org/pragma.html#pragma_synchronous.
        try run("PRAGMA synchronous = FULL", attempt: "open it")
    }

    deinit { sqlite3_close_v2(handle) }

    /// Runs one statement; how many rows it changed.
    @discardableResult
    func run(_ sql: String, _ values: [Value] = [], attempt: String) throws -> Int {
        _ = try rows(sql, values, attempt: attempt) { _ in true }
        return Int(sqlite3_changes(handle))
    }

    /// Runs one statement and reads each row, until `read` returns nil.
    func rows<Result>(
        _ sql: String, _ values: [Value] = [], attempt: String, _ read: (OpaquePointer) -> Result?
    ) throws -> [Result] {
        var prepared: OpaquePointer?
        let status = sqlite3_prepare_v2(handle, sql, -1, &prepared, nil)
        guard status == SQLITE_OK, let statement = prepared else { throw failure(status, attempt) }
        defer { sqlite3_finalize(statement) }
        for (number, value) in zip(Int32(1)..., values) {
            let bound = SQLiteConnection.bind(statement, number, value)
            guard bound == SQLITE_OK else { throw failure(bound, attempt) }
        }
        var results: [Result] = []
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW:
                guard let result = read(statement) else { return results }
                results.append(result)
            case SQLITE_DONE: return results
            case let status: throw failure(status, attempt)
            }
        }
    }

    /// Runs `body` with the database's only write lock; its work stays where it returns true, and is undone
    /// where it returns false or throws.
    func transaction(attempt: String, _ body: () throws -> Bool) throws -> Bool {
        try run("BEGIN IMMEDIATE", attempt: attempt)
        do {
            let done = try body()
            try run(done ? "COMMIT" : "ROLLBACK", attempt: attempt)
            return done
        } catch {
            _ = try? run("ROLLBACK", attempt: attempt)
            throw error
        }
    }

    static func text(_ statement: OpaquePointer, _ column: Int32) -> String {
        guard let bytes = sqlite3_column_text(statement, column) else { return "" }
        let count = Int(sqlite3_column_bytes(statement, column))
        return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }

    static func integer(_ statement: OpaquePointer, _ column: Int32) -> Int {
        Int(sqlite3_column_int64(statement, column))
    }

    private static func bind(_ statement: OpaquePointer, _ number: Int32, _ value: Value) -> Int32 {
        // SQLITE_TRANSIENT, a cast that Swift can't import: SQLite makes its own copy.
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .integer(let value): return sqlite3_bind_int64(statement, number, sqlite3_int64(value))
        case .text(var text):
            return text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    // An empty text may have no address, which SQLite would take for NULL.
                    guard let start = $0.baseAddress else { return sqlite3_bind_text(statement, number, "", 0, copied) }
                    return sqlite3_bind_text64(
                        statement, number, start, sqlite3_uint64($0.count), copied, UInt8(SQLITE_UTF8))
                }
            }
        }
    }

    private func failure(_ status: Int32, _ attempt: String) -> Failure {
        SQLiteConnection.failure(handle, status, path, attempt)
    }

    /// What SQLite's result code means to a person.
    private static func failure(
        _ handle: OpaquePointer?, _ status: Int32, _ path: String, _ attempt: String
    ) -> Failure {
        let words = handle.map { String(cString: sqlite3_errmsg($0)) } ?? String(cString: sqlite3_errstr(status))
        let systemError = handle.map { sqlite3_system_errno($0) } ?? 0
        let what = "cannot \(attempt) in the store '\(path)'"
        switch status & 0xff {
        case SQLITE_BUSY, SQLITE_LOCKED:
            return Failure(
                .temporary, "\(what): another process holds its lock", hint: "try again in a few seconds")
        case SQLITE_FULL:
            return Failure(.unavailable, "\(what): the disk is full", hint: "free some space: df -h '\(path)'")
        case SQLITE_IOERR where systemError == ENOSPC || systemError == EDQUOT:
            return Failure(.unavailable, "\(what): the disk is full", hint: "free some space: df -h '\(path)'")
        case SQLITE_CORRUPT, SQLITE_NOTADB:
            return Failure(
                .unavailable, "\(what): the file is damaged: \(words)",
                hint: "stop the server and restore a backup, or save what can be read: sqlite3 '\(path)' .recover")
        case SQLITE_PERM, SQLITE_READONLY, SQLITE_AUTH:
            return Failure(
                .notPermitted, "\(what): \(words)", hint: "run it as the user that owns the file: ls -l '\(path)'")
        case SQLITE_CANTOPEN:
            let code: Failure.Code = systemError == EACCES || systemError == EPERM ? .notPermitted : .unavailable
            return Failure(code, "\(what): \(words)", hint: "look at the folder and its rights: ls -la '\(path)'")
        case SQLITE_TOOBIG: return Failure(.badData, "\(what): \(words)")
        default: return Failure(.unavailable, "\(what): \(words) (SQLite's code \(status))")
        }
    }
}
