import Glibc
import Model
import System
import TestSupport
import Testing

@Suite struct ChildTests {
    /// What a shell script prints, with the child's descriptors as they are.
    private func said(
        _ script: String, passed: [Descriptor] = [], group: Child.Group = .own, environment: [String: String] = [:]
    ) throws -> String {
        let (reader, writer) = try Descriptor.pipe()
        let child = try start(script, output: writer, passed: passed, group: group, environment: environment)
        child.wait()
        reader.setNonBlocking()
        return String(decoding: try reader.read() ?? [], as: UTF8.self)
    }

    private func start(
        _ script: String, output: Descriptor? = nil, passed: [Descriptor] = [], group: Child.Group = .own,
        environment: [String: String] = [:]
    ) throws -> Child {
        try Child(
            ["sh", "-c", script], environment: environment,
            streams: .init(
                input: .open("/dev/null", O_RDONLY), output: output, error: .open("/dev/null", O_WRONLY), passed: passed
            ),
            group: group)
    }

    /// The first line that a child prints, once it has.
    private func firstLine(_ reader: Descriptor) throws -> String {
        reader.setNonBlocking()
        var bytes: [UInt8] = []
        return try #require(
            poll(for: 10) {
                bytes += (try? reader.read()) ?? []
                return bytes.last == 10 ? String(decoding: bytes.dropLast(), as: UTF8.self) : nil
            })
    }

    @Test func statusIsTheProgramsOrTheSignalThatEndedIt() throws {
        #expect(try start("exit 3").wait() == 3)
        #expect(try start("kill -9 $$").wait() == 137)
        let child = try start("exit 4")
        #expect(poll(for: 10) { child.poll() } == 4)
        #expect(child.poll() == 4)
        #expect(child.wait() == 4)
    }

    @Test func manyWaitersHearTheSameStatus() throws {
        for _ in 0..<20 {
            let child = try start("exit 5")
            #expect(Threads.map([0, 1, 2, 3]) { _ in child.wait() } == [5, 5, 5, 5])
        }
    }

    @Test func aMissingProgramIsNamed() {
        let failure = #expect(throws: Failure.self) { try Child(["no-such-program"], environment: [:]) }
        #expect(failure?.message.contains("'no-such-program'") == true)
        #expect(failure?.code == .unavailable)
        #expect(throws: Failure.self) { try Child(["/no/such/program"], environment: [:]) }
        #expect(throws: Failure.self) { try Child([], environment: [:]) }
    }

    @Test func noDescriptorButTheStandardOnesIsInherited() throws {
        let open = Descriptor(dup(2))
        #expect(try said("test -L /proc/$$/fd/\(open.number) || echo closed") == "closed\n")
    }

    @Test func aPassedDescriptorKeepsItsNumberAndOthersStayClosed() throws {
        let (reader, writer) = try Descriptor.pipe()
        let below = Descriptor(dup(2))
        let passed = Descriptor(fcntl(writer.number, F_DUPFD_CLOEXEC, 40))
        let above = Descriptor(fcntl(2, F_DUPFD, 50))
        let text = try said(
            """
            echo there >/proc/$$/fd/\(passed.number)
            for n in \(below.number) \(above.number); do test ! -L /proc/$$/fd/$n || echo $n is open; done
            """, passed: [passed])
        #expect(text.isEmpty)
        #expect(try reader.read() == Array("there\n".utf8))
        #expect(fcntl(passed.number, F_GETFD) == FD_CLOEXEC)
        withExtendedLifetime((below, above)) {}
    }

    @Test func signalsAreDefaultAndUnblocked() throws {
        let before = signal(SIGUSR2, SIG_IGN)
        var set = sigset_t()
        var old = sigset_t()
        sigemptyset(&set)
        sigaddset(&set, SIGUSR1)
        pthread_sigmask(SIG_BLOCK, &set, &old)
        defer {
            pthread_sigmask(SIG_SETMASK, &old, nil)
            signal(SIGUSR2, before)
        }
        let lines = try said("exec grep -E 'SigBlk|SigIgn' /proc/self/status").split(separator: "\n")
        let masks = lines.compactMap { UInt64($0.dropFirst(8), radix: 16) }
        // 32 and 33 are the C library's own, which posix_spawn(3) has ignored.
        #expect(masks.map { $0 & ~(0b11 << 31) } == [0, 0])
    }

    @Test func theEnvironmentIsTheOneThatIsNamed() throws {
        #expect(try said("exec env", environment: ["A": "b=c"]).split(separator: "\n").contains("A=b=c"))
        #expect(try !said("exec env").contains("HOME="))
    }

    @Test func itsGroupIsTheOneThatWasAskedFor() throws {
        let own = try start("exec sleep 60")
        let session = try start("exec sleep 60", group: .session)
        let parents = try start("exec sleep 60", group: .parents)
        defer { for child in [own, session, parents] { child.end(within: 1) } }
        #expect(getpgid(own.pid) == own.pid)
        #expect(getsid(own.pid) == getsid(0))
        #expect(getsid(session.pid) == session.pid)
        #expect(getpgid(parents.pid) == getpgid(0))
    }

    @Test func theEndOfAGroupIsTheEndOfItsGrandchildren() throws {
        let (reader, writer) = try Descriptor.pipe()
        let child = try start("sleep 300 & echo $!; wait", output: writer)
        let grandchild = try #require(Int32(firstLine(reader)))
        #expect(child.end(within: 5) == 143)
        #expect(poll(for: 10) { hasEnded(grandchild) ? true : nil } == true)
    }

    @Test func aGrandchildThatIgnoresTheSignalEndsWithItsGroup() throws {
        let (reader, writer) = try Descriptor.pipe()
        let child = try start(#"(trap "" TERM; sh -c 'echo $PPID'; exec sleep 300) & wait"#, output: writer)
        let grandchild = try #require(Int32(firstLine(reader)))
        child.end(within: 5)
        #expect(poll(for: 5) { hasEnded(grandchild) ? true : nil } == true)
        if !hasEnded(grandchild) { kill(grandchild, SIGKILL) }
    }

    @Test func oneThatIgnoresTheSignalIsKilledInTime() throws {
        let (reader, writer) = try Descriptor.pipe()
        let child = try start(#"trap "" TERM; echo ready; while :; do sleep 1; done"#, output: writer)
        #expect(try firstLine(reader) == "ready")
        let began = Instant.now
        #expect(child.end(within: 0.2) == 137)
        #expect(began.elapsed < 5)
        child.signal(SIGTERM)
    }
}

@Suite struct ProgramsTests {
    @Test func theFirstOnThePathIsFound() throws {
        let folder = try TemporaryFolder()
        for name in ["a", "b"] {
            try Files.makeFolder("\(folder.path)/\(name)")
            try Files.write("\(folder.path)/\(name)/tool", "#!/bin/sh\n", mode: name == "a" ? 0o644 : 0o755)
        }
        let path = "\(folder.path)/none::\(folder.path)/a:\(folder.path)/b"
        #expect(try Programs.find("tool", path: path) == "\(folder.path)/b/tool")
        #expect(try Programs.find("./tool", path: path) == "./tool")
        #expect(throws: Failure.self) { try Programs.find("tool", path: "") }
    }

    @Test func replacingByWhatIsNotThereSaysWhy() {
        #expect(Programs.replace(["/no/such/program"], environment: [:]).code == .notFound)
        #expect(Programs.replace(["no-such-program"], environment: [:]).code == .unavailable)
        #expect(Programs.replace([], environment: [:]).code == .software)
    }
}
