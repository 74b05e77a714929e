import Glibc
import Model
import System
import TestSupport
import Testing

@Suite struct FilesTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = "\(folder.path)/file"
    }

    @Test func aFileHasTheModeAndTheTextThatWereGiven() throws {
        try Files.write(path, "täxt\n", mode: 0o604)
        var status = stat()
        #expect(stat(path, &status) == 0)
        #expect(status.st_mode & 0o7777 == 0o604)
        #expect(try Files.read(path) == "täxt\n")
        #expect(Files.names(in: folder.path) == ["file"])
    }

    @Test func aReaderNeverSeesHalf() throws {
        let texts = ["a", "b"].map { String(repeating: $0, count: 200_000) }
        try Files.write(path, texts[0])
        let done = Shared(false)
        let finished = Signal()
        Threads.start { [path] in
            for turn in 0..<100 { try? Files.write(path, texts[turn % 2]) }
            done.update { $0 = true }
            finished.raise()
        }
        while !done.value { #expect(try texts.contains(Files.read(path))) }
        finished.wait()
    }

    @Test func twoWritersOfOneFileLeaveOneOfTheirs() throws {
        let texts = (0..<8).map { String(repeating: "\($0)", count: 100_000) }
        let results = Threads.map(texts) { [path] text in Result { try Files.write(path, text) } }
        for result in results { #expect(throws: Never.self) { try result.get() } }
        #expect(try texts.contains(Files.read(path)))
        #expect(Files.names(in: folder.path) == ["file"])
    }

    @Test func aFailedWriteLeavesWhatWasThereAndNothingElse() throws {
        try Files.makeFolder("\(path)/inside")
        #expect(throws: Failure.self) { try Files.write(path, "new") }
        #expect(Files.names(in: folder.path) == ["file"])
        #expect(Files.names(in: path) == ["inside"])
    }

    @Test(.enabled(if: TestServer.isPossible)) func aFullDiskLeavesTheOldFileAndNothingElse() throws {
        try Command(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder.path]).check("mount")
        defer { _ = umount2(folder.path, Int32(MNT_DETACH)) }
        try Files.write(path, "old")
        let failure = #expect(throws: Failure.self) { try Files.write(path, String(repeating: "x", count: 1 << 20)) }
        #expect(failure?.message.contains("no space") == true)
        #expect(try Files.read(path) == "old")
        #expect(Files.names(in: folder.path) == ["file"])
    }

    @Test func aMissingFileIsNamed() {
        let failure = #expect(throws: Failure.self) { try Files.read("/no/such/file") }
        #expect(failure?.message == "cannot open '/no/such/file': no such file or directory")
        #expect(failure?.code == .notFound)
    }

    @Test func foldersAreMadeWithThoseAboveThem() throws {
        try Files.makeFolder("\(folder.path)/a/b/c")
        try Files.makeFolder("\(folder.path)/a/b/c")
        #expect(Files.names(in: "\(folder.path)/a/b") == ["c"])
    }

    @Test func aFileIsNoFolder() throws {
        try Files.write(path, "")
        #expect(throws: Failure.self) { try Files.makeFolder(path) }
        #expect(throws: Failure.self) { try Files.makeFolder("\(path)/below") }
    }

    @Test func removingTakesALinkAndNotWhatItNames() throws {
        try Files.makeFolder("\(folder.path)/kept/inside")
        #expect(symlink("\(folder.path)/kept", path) == 0)
        #expect(symlink("/no/such/file", "\(folder.path)/dangling") == 0)
        try Files.remove(path)
        try Files.remove("\(folder.path)/dangling")
        try Files.remove("\(folder.path)/absent")
        #expect(Files.names(in: folder.path) == ["kept"])
        try Files.remove("\(folder.path)/kept")
        #expect(Files.names(in: folder.path).isEmpty)
        #expect(Files.names(in: "/no/such/folder").isEmpty)
    }
}

@Suite struct FileLockTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = "\(folder.path)/lock"
    }

    private var isFree: Bool { get throws { try FileLock.tryAcquire(path) != nil } }

    @Test func oneHoldsItAtATime() throws {
        var lock = try FileLock.tryAcquire(path)
        #expect(lock != nil)
        #expect(try !isFree)
        lock = nil
        #expect(try isFree)
        lock = try .acquire(path)
        #expect(try !isFree)
        withExtendedLifetime(lock) {}
    }

    @Test func itIsFreeOnceItsHolderIsKilled() throws {
        let holder = try Child(
            ["sh", "-c", "exec 9>>'\(path)'; flock 9; exec sleep 300"], environment: [:], streams: .init())
        defer { holder.end(within: 1) }
        #expect(try poll(for: 10) { try isFree ? nil : true } == true)
        holder.signal(SIGKILL)
        #expect(try poll(for: 10) { try isFree ? true : nil } == true)
        #expect(Files.exists(path))
    }

    @Test func whoGotTheDescriptorHoldsItToo() throws {
        var lock = try FileLock.tryAcquire(path)
        let child = try Child(
            ["sleep", "300"], environment: [:], streams: .init(passed: [#require(lock).descriptor]))
        lock = nil
        #expect(try !isFree)
        child.end(within: 1)
        #expect(try poll(for: 10) { try isFree ? true : nil } == true)
    }

    @Test func anOrphanHoldsItOnlyWhereItWasLeftOpenToIt() throws {
        let pids = "\(folder.path)/pids"
        // As a stage does: close-on-exec before it starts anything.
        let closing = "open($lock, '+<&=', $ARGV[0]); fcntl($lock, 2, 1);"
        for (script, held) in [("", true), (closing, false)] {
            var lock = try FileLock.acquire(path) as FileLock?
            let number = try #require(lock).descriptor.number
            let program = """
                \(script) $pid = fork; if (!$pid) { exec 'sleep', '300'; }
                open($file, '>', $ARGV[1]); print $file $pid;
                """
            let stage = try Child(
                ["perl", "-e", program, String(number), pids], environment: [:],
                streams: .init(passed: [#require(lock).descriptor]), group: .session)
            lock = nil
            #expect(stage.wait() == 0)
            // The orphan may not have become its program yet, which closes the descriptor.
            #expect(try poll(for: held ? 0 : 10) { try isFree != held ? true : nil } == true)
            let orphan = try #require(Int32(Files.read(pids)))
            kill(orphan, SIGKILL)
            #expect(try poll(for: 10) { try isFree ? true : nil } == true)
        }
    }
}
