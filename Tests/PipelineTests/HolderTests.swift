import Model
import System
import TestSupport
import Testing

@testable import Pipeline

@Suite struct HolderTests {
    private let folder: TemporaryFolder
    private var path: String { "\(folder.path)/shop.lock" }

    init() throws { folder = try TemporaryFolder() }

    @Test func whoHoldsTheLockIsKnownWhileItIsHeld() throws {
        #expect(try Holder.current(path) == nil)
        var holder = Holder(work: "commit 1234567", user: "alice", since: 0)
        let lock = try FileLock.acquire(path, for: holder)
        #expect(try Holder.current(path) == holder)
        #expect(holder.words == "commit 1234567 by alice, since 1970-01-01T00:00:00Z")
        holder.session = 17
        try holder.write(to: lock)
        #expect(try Holder.current(path)?.session == 17)
        withExtendedLifetime(lock) {}
    }

    @Test func whatTheFileOfAFreeLockSaysIsNotBelieved() throws {
        do { _ = try FileLock.acquire(path, for: Holder(work: "commit 1234567", user: "alice")) }
        #expect(try Files.read(path).contains("alice"))
        #expect(try Holder.current(path) == nil)
    }

    @Test func aShorterWordLeavesNothingOfALongerOne() throws {
        let lock = try FileLock.acquire(path, for: Holder(work: String(repeating: "x", count: 500), user: "alice"))
        try Holder(work: "y", user: "bob", since: 1).write(to: lock)
        #expect(Holder(lock: path) == Holder(work: "y", user: "bob", since: 1))
    }

    /// Who only looks at a lock holds it for a moment: that is nobody to wait for.
    @Test func aLookMakesNobodyWait() throws {
        try Files.write(path, "")
        let stop = Shared(false)
        Threads.start { [path] in while !stop.value { _ = try? FileLock.isHeld(path) } }
        defer { stop.update { $0 = true } }
        for _ in 0..<200 {
            var waited = false
            _ = try FileLock.acquire(path, for: Holder(work: "w", user: "u")) { waited = true }
            #expect(!waited)
        }
    }

    @Test func aChangeSaysNoValueToThoseWhoWait() throws {
        var change = Change(.configuration)
        change.set = ["A": "xyzzy"]
        let work = try Work.change(change, hooks: "/hooks")
        #expect(work.title == "change of configuration")
        #expect(work.arguments == ["/bin/sh", "/hooks/change"])
        #expect(!work.environment.values.contains { $0.contains("xyzzy") })
        #expect(work.input.contains("xyzzy"))
    }
}
