import Glibc
import Model
import Synchronization
import System

/// The Store on one host: one SQLite file in WAL mode, opened by as many processes as like to.
///
/// What `put` and `delete` have returned from survives a power cut. Calls from several threads wait for each other;
/// so do writers in several processes, for `patience` seconds; readers wait for nobody.
public final class SQLiteStore: Store {
    /// The version of the tables, in the file's `user_version`.
    private static let version = 1

    let connection: Mutex<SQLiteConnection>

    /// Opens the file, and makes it and its folder where they aren't there.
    /// - Parameter patience: Seconds to wait for another process's lock, before a `temporary` failure.
    public init(_ path: String, patience: Double = 5) throws {
        if !Files.exists(path) { try SQLiteStore.make(path, patience: patience) }
        let connection = try SQLiteConnection(path, patience: patience)
        let found = try connection.rows("PRAGMA user_version", attempt: "read the version") {
            SQLiteConnection.integer($0, 0)
        }
        guard found == [SQLiteStore.version] else {
            throw Failure(
                .configuration,
                "the store '\(path)' has version \(found.first ?? 0), this program knows \(SQLiteStore.version)",
                hint: "install the Slipway release that wrote it")
        }
        self.connection = Mutex(connection)
    }

    /// The key with its value and index, where it is there.
    public func get(_ key: String) throws -> Entry? {
        try connection.withLock { connection in
            try connection.rows(
                "SELECT key, value, idx FROM entries WHERE key = ?", [.text(key)], attempt: "read '\(key)'",
                SQLiteStore.entry
            ).first
        }
    }

    /// All keys that start with the prefix, in the order of their bytes.
    public func list(_ prefix: String) throws -> [Entry] {
        try connection.withLock { connection in
            // From the prefix on in the order of bytes, until the first key without it.
            try connection.rows(
                "SELECT key, value, idx FROM entries WHERE key >= ? ORDER BY key", [.text(prefix)],
                attempt: "list '\(prefix)'"
            ) { row in
                let entry = SQLiteStore.entry(row)
                // Not hasPrefix, which compares characters: 'e' is no prefix of 'é' there, in two scalars.
                return entry.key.utf8.starts(with: prefix.utf8) ? entry : nil
            }
        }
    }

    /// Writes where the key's index still is `expected`; 0: where there is no such key; nil: in any case.
    @discardableResult
    public func put(_ key: String, _ value: String, expecting expected: Int?) throws -> Bool {
        guard !key.isEmpty else { throw Failure(.software, "cannot write under an empty key") }
        let attempt = "write '\(key)'"
        return try connection.withLock { connection in
            try connection.transaction(attempt: attempt) {
                let next = try connection.rows(
                    "UPDATE counter SET last = last + 1 RETURNING last", attempt: attempt
                ) { SQLiteConnection.integer($0, 0) }
                guard let index = next.first else {
                    throw Failure(.unavailable, "cannot \(attempt): the store has lost its counter")
                }
                switch expected {
                case nil:
                    return try connection.run(
                        """
                        INSERT INTO entries (key, value, idx) VALUES (?, ?, ?)
                        ON CONFLICT (key) DO UPDATE SET value = excluded.value, idx = excluded.idx
                        """, [.text(key), .text(value), .integer(index)], attempt: attempt) > 0
                case 0:
                    return try connection.run(
                        "INSERT INTO entries (key, value, idx) VALUES (?, ?, ?) ON CONFLICT (key) DO NOTHING",
                        [.text(key), .text(value), .integer(index)], attempt: attempt) > 0
                case .some(let expected):
                    return try connection.run(
                        "UPDATE entries SET value = ?, idx = ? WHERE key = ? AND idx = ?",
                        [.text(value), .integer(index), .text(key), .integer(expected)], attempt: attempt) > 0
                }
            }
        }
    }

    /// Removes where the key's index still is `expected`; nil: in any case.
    @discardableResult
    public func delete(_ key: String, expecting expected: Int?) throws -> Bool {
        let attempt = "delete '\(key)'"
        return try connection.withLock { connection in
            guard let expected else {
                try connection.run("DELETE FROM entries WHERE key = ?", [.text(key)], attempt: attempt)
                return true
            }
            return try connection.run(
                "DELETE FROM entries WHERE key = ? AND idx = ?", [.text(key), .integer(expected)], attempt: attempt) > 0
        }
    }

    private static func entry(_ row: OpaquePointer) -> Entry {
        Entry(
            key: SQLiteConnection.text(row, 0), value: SQLiteConnection.text(row, 1),
            index: SQLiteConnection.integer(row, 2))
    }

    /// Makes the file under another name and links it in when it is whole: of several processes that do this at
    /// once one wins, and none sees half a file or needs a lock.
    private static func make(_ path: String, patience: Double) throws {
        let folder = path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
        try Files.makeFolder(folder.isEmpty ? "/" : folder, mode: 0o750)
        var template = Array("\(path).XXXXXX".utf8CString)
        let file = mkstemp(&template)
        guard file >= 0 else { throw Failure.system("make the store '\(path)'") }
        fchmod(file, 0o640)
        close(file)
        let temporary = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { unlink(temporary) }
        try fill(temporary, patience: patience)
        guard link(temporary, path) == 0 || errno == EEXIST else { throw Failure.system("make the store '\(path)'") }
        let parent = try Descriptor.open(folder.isEmpty ? "/" : folder, O_RDONLY | O_DIRECTORY)
        guard fsync(parent.number) == 0 else { throw Failure.system("make the store '\(path)'") }
    }

    /// The connection is closed when this returns, which moves what its WAL holds into the file.
    private static func fill(_ path: String, patience: Double) throws {
        let connection = try SQLiteConnection(path, patience: patience)
        for statement in [
            "PRAGMA journal_mode = WAL",
            "CREATE TABLE entries (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL, idx INTEGER NOT NULL)",
            "CREATE TABLE counter (last INTEGER NOT NULL)",
            "INSERT INTO counter (last) VALUES (0)",
            "PRAGMA user_version = \(version)",
        ] {
            try connection.run(statement, attempt: "make the tables")
        }
    }
}
