import CSQLite
import Glibc
import Model
import System
import Testing

@testable import Store

@Suite struct SQLiteStoreTests {
    @Test(arguments: StoreContract.rules)
    func keepsTheContract(rule: StoreContract.Rule) throws {
        let folder = try TemporaryFolder()
        try rule.check(.init { try SQLiteStore("\(folder.path)/store/store.db") })
    }

    @Test func aMegabyteComesBackWhole() throws {
        let folder = try TemporaryFolder()
        let store = try SQLiteStore("\(folder.path)/store.db")
        let text = String(repeating: "ä", count: 524_288)
        try store.put("big", text, expecting: nil)
        #expect(try store.get("big")?.value == text)
    }

    @Test func onlyItsOwnerAndGroupGetAtTheFile() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/store/store.db"
        let store = try SQLiteStore(path)
        try store.put("a", "1", expecting: nil)
        #expect(TemporaryFolder.mode("\(folder.path)/store") == 0o750)
        #expect(TemporaryFolder.mode(path) == 0o640)
        #expect(TemporaryFolder.mode("\(path)-wal") == 0o640)
        #expect(Files.names(in: "\(folder.path)/store") == ["store.db", "store.db-shm", "store.db-wal"])
    }

    @Test func manyThatMakeTheFileAtOnceGetOneStore() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/new/store.db"
        let results = Threads.map(Array(0..<8)) { number in
            Result { try SQLiteStore(path).put("k/\(number)", "1", expecting: 0) }
        }
        #expect(try results.allSatisfy { try $0.get() })
        #expect(try SQLiteStore(path).list("k/").count == 8)
        #expect(Files.names(in: "\(folder.path)/new") == ["store.db"])
    }

    @Test func eachCommitIsSyncedToDisk() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/store.db"
        _ = try SQLiteStore(path)
        let connection = try SQLiteConnection(path, patience: 1)
        let mode = try connection.rows("PRAGMA journal_mode", attempt: "ask") { SQLiteConnection.text($0, 0) }
        let synchronous = try connection.rows("PRAGMA synchronous", attempt: "ask") { SQLiteConnection.integer($0, 0) }
        #expect(mode == ["wal"])
        // FULL is 2: sqlite.org/pragma.html#pragma_synchronous.
        #expect(synchronous == [2])
    }

    @Test func noIncrementIsLostBetweenProcesses() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/store.db"
        try SQLiteStore(path).put("count", "0", expecting: 0)
        let results = Threads.map(Array(0..<3)) { _ in
            Result {
                // This test program once more, which runs `increments` alone.
                let arguments = ["--testing-library", "swift-testing", "--filter", "SQLiteStoreTests/increments"]
                let environment = Command.plainEnvironment.merging(["SLIPWAY_TEST_STORE": path]) { $1 }
                try Command([CommandLine.arguments[0]] + arguments, environment: environment).check("increment")
            }
        }
        for result in results { _ = try result.get() }
        #expect(try SQLiteStore(path).get("count")?.value == "60")
    }

    @Test(.enabled(if: Environment.value("SLIPWAY_TEST_STORE") != nil, "runs in a process of its own"))
    func increments() throws {
        let path = try #require(Environment.value("SLIPWAY_TEST_STORE"))
        for _ in 0..<20 { try StoreContract.increment(SQLiteStore(path), times: 1) }
    }

    @Test func aLockThatStaysIsATemporaryFailure() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/store.db"
        let store = try SQLiteStore(path, patience: 0.1)
        try store.put("a", "1", expecting: nil)
        var other: OpaquePointer?
        defer { sqlite3_close(other) }
        sqlite3_open(path, &other)
        #expect(sqlite3_exec(other, "BEGIN IMMEDIATE", nil, nil, nil) == SQLITE_OK)
        let failure = #expect(throws: Failure.self) { try store.put("a", "2", expecting: nil) }
        #expect(failure?.code == .temporary)
        #expect(failure?.hint != nil)
        // A reader waits for no writer.
        #expect(try store.get("a")?.value == "1")
        #expect(sqlite3_exec(other, "ROLLBACK", nil, nil, nil) == SQLITE_OK)
        #expect(try store.put("a", "2", expecting: nil))
    }

    @Test func aDamagedFileIsUnavailable() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/store.db"
        try Files.write(path, String(repeating: "no database\n", count: 1000))
        let failure = #expect(throws: Failure.self) { try SQLiteStore(path) }
        #expect(failure?.code == .unavailable)
        #expect(failure?.message.contains(path) == true)
        #expect(failure?.hint != nil)
    }

    @Test func damageInTheMiddleIsUnavailable() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/store.db"
        do {
            let store = try SQLiteStore(path)
            for number in 0..<500 { try store.put("k/\(number)", String(repeating: "x", count: 400), expecting: nil) }
        }
        let file = try Descriptor.open(path, O_WRONLY)
        lseek(file.number, 8192, SEEK_SET)
        try file.write([UInt8](repeating: 0xff, count: 120_000))
        let store = try SQLiteStore(path)
        let failure = #expect(throws: Failure.self) { try store.list("") }
        #expect(failure?.code == .unavailable)
    }

    @Test func anotherVersionsTablesAreRefused() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/store.db"
        _ = try SQLiteStore(path)
        var raw: OpaquePointer?
        defer { sqlite3_close(raw) }
        sqlite3_open(path, &raw)
        sqlite3_exec(raw, "PRAGMA user_version = 9", nil, nil, nil)
        let failure = #expect(throws: Failure.self) { try SQLiteStore(path) }
        #expect(failure?.code == .configuration)
    }

    @Test func aFolderThatCannotBeMadeIsAFailure() throws {
        let folder = try TemporaryFolder()
        try Files.write("\(folder.path)/file", "")
        #expect(throws: Failure.self) { try SQLiteStore("\(folder.path)/file/store.db") }
        #expect(throws: Failure.self) { try SQLiteStore("/proc/none/store.db") }
        #expect(throws: Failure.self) { try SQLiteStore(folder.path) }
    }

    @Test(.enabled(if: getuid() == 0, "only root may mount a small disk"))
    func aFullDiskIsAFailureAndLosesNothing() throws {
        let folder = try TemporaryFolder()
        let disk = "\(folder.path)/disk"
        try Files.makeFolder(disk)
        try Command(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", disk]).check("mount a small disk")
        defer { _ = try? Command(["umount", "-l", disk]).run() }
        let store = try SQLiteStore("\(disk)/store.db")
        let text = String(repeating: "x", count: 20_000)
        var kept = 0
        let failure = #expect(throws: Failure.self) {
            for number in 0..<100 {
                try store.put("k/\(number)", text, expecting: nil)
                kept += 1
            }
        }
        #expect(failure?.code == .unavailable)
        #expect(failure?.message.contains("disk is full") == true)
        #expect(try store.list("k/").count == kept)
        #expect(kept > 0)
    }

    @Test func openingAndOneReadTakeLessThanTwoMilliseconds() throws {
        let folder = try TemporaryFolder()
        let path = "\(folder.path)/store.db"
        try SQLiteStore(path).put("a", "1", expecting: nil)
        let times = try (0..<50).map { _ in
            let start = Instant.now
            _ = try SQLiteStore(path).get("a")
            return start.elapsed
        }
        let median = times.sorted()[25]
        print("open and get: \(median * 1000) ms")
        // Other tests run beside it on two cores: the measured value is in the report, this bound only catches a slip.
        #expect(median < 0.02)
    }
}
