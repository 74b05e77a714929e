import Glibc
import Model
import Pipeline
import System
import TestSupport
import Testing

/// The launcher with a script in place of the chain.
@Suite struct LauncherTests {
    private let temporary: TemporaryFolder
    private let folder: Folder
    private let app = AppName(unchecked: "shop")
    static let push = "\(RefUpdateTests.zero) \(RefUpdateTests.one) refs/heads/main\n"

    init() throws {
        temporary = try TemporaryFolder()
        folder = Folder(temporary.path)
        try Settings().save(folder)
        try Files.makeFolder(folder.repository(app))
    }

    private func path(_ name: String) -> String { "\(folder.root)/\(name)" }

    private func environment(_ added: [String: String] = [:]) -> [String: String] {
        var environment = BuiltPrograms.environment.merging(added) { $1 }
        environment["SLIPWAY_DATA"] = folder.root
        environment["SLIPWAY_APP"] = app.rawValue
        return environment
    }

    private func launch(
        _ chain: String, input: String = push, prefix: [String] = [], environment added: [String: String] = [:]
    ) throws -> Command.Outcome {
        try Files.write(path("deploy"), chain)
        return try Command(
            prefix + ["launcher", path("deploy")], environment: environment(added), input: Array(input.utf8), limit: 30
        ).run()
    }

    /// A launcher that goes on until `go` is there, with its words in a file.
    private func start(
        _ chain: String, words: String, passed: [Descriptor] = [], environment added: [String: String] = [:]
    ) throws -> Child {
        try Files.write(path("deploy"), chain)
        try Files.write(path("push"), Self.push)
        return try Child(
            ["launcher", path("deploy")], environment: environment(added),
            streams: .init(
                input: .open(path("push"), O_RDONLY), output: .open("/dev/null", O_WRONLY),
                error: .open(path(words), O_WRONLY | O_CREAT), passed: passed))
    }

    private var waiting: String {
        "echo $$ >'\(path("pid"))'; while [ ! -e '\(path("go"))' ]; do sleep 0.02; done; echo ended"
    }

    private func chainHasStarted() -> Bool {
        poll(for: 20) { (try? Files.read(path("pid")))?.hasSuffix("\n") == true ? true : nil } == true
    }

    private var isFree: Bool { get throws { try FileLock.tryAcquire(folder.lock(app)) != nil } }

    @Test func theLogIsShownToItsEndAndTheStatusIsTheChains() throws {
        let outcome = try launch("cat; for n in 1 2 3; do echo line $n >&2; done; printf end; exit 3")
        #expect(outcome.status == 3)
        #expect(outcome.output.isEmpty)
        #expect(outcome.error == Self.push + "line 1\nline 2\nline 3\nend")
        let logs = Files.names(in: "\(folder.logs)/shop")
        #expect(logs.count == 1)
        #expect(try Files.read("\(folder.logs)/shop/\(logs.first ?? "")") == outcome.error)
        #expect(try isFree)
    }

    @Test func theStatusIsTheChainsWhereOurParentCollectsNoChildren() throws {
        let outcome = try launch("exit 3", prefix: ["env", "--ignore-signal=CHLD"])
        #expect(outcome.status == 3)
        #expect(!outcome.timedOut)
    }

    @Test func theLockIsHeldAsLongAsTheChainLivesThoughItsLauncherIsKilled() throws {
        let launcher = try start(waiting, words: "words")
        #expect(chainHasStarted())
        kill(launcher.pid, SIGKILL)
        #expect(launcher.wait() == 137)
        #expect(try !isFree)
        let chain = try #require(Int32(Files.read(path("pid")).dropLast()))
        #expect(getsid(chain) == chain)
        try Files.write(path("go"), "")
        #expect(try poll(for: 20) { try isFree ? true : nil } == true)
        let log = try #require(Files.names(in: "\(folder.logs)/shop").first { $0.hasSuffix(".log") })
        #expect(try Files.read("\(folder.logs)/shop/\(log)") == "ended\n")
    }

    @Test func theLockIsFreeOnceTheChainIsKilled() throws {
        let launcher = try start("echo $$ >'\(path("pid"))'; exec sleep 300", words: "words")
        #expect(chainHasStarted())
        #expect(try !isFree)
        kill(try #require(Int32(Files.read(path("pid")).dropLast())), SIGKILL)
        #expect(launcher.wait() == 137)
        #expect(try isFree)
    }

    @Test func aSecondOneWaitsAndSaysForWhom() throws {
        let first = try start(waiting, words: "first")
        #expect(chainHasStarted())
        let second = try start(waiting, words: "second", environment: ["SLIPWAY_USER": "bob"])
        let said = poll(for: 20) { (try? Files.read(path("second"))).flatMap { $0.hasSuffix("\n") ? $0 : nil } }
        #expect(said?.hasPrefix("-----> Waiting: commit 1111111 by host, since 20") == true, "\(said ?? "nothing")")
        #expect(said?.hasSuffix("Z is under way\n") == true)
        #expect(second.poll() == nil)
        try Files.write(path("go"), "")
        #expect(first.wait() == 0)
        #expect(second.wait() == 0)
        #expect(try Files.read(path("second")).hasSuffix("ended\n"))
        let holder = try #require(Holder(lock: folder.lock(app)))
        #expect(holder.work == "commit 1111111" && holder.user == "bob")
    }

    @Test func aHolderThatHasNotSaidWhoItIsIsAnotherDeploy() throws {
        try Files.makeFolder(folder.locks)
        let lock = try FileLock.tryAcquire(folder.lock(app))
        let waiter = try start("exit 0", words: "words")
        let said = poll(for: 20) { (try? Files.read(path("words"))).flatMap { $0.hasSuffix("\n") ? $0 : nil } }
        #expect(said == "-----> Waiting: another deploy is under way\n")
        waiter.end(within: 1)
        withExtendedLifetime(lock) {}
    }

    @Test func theShellHearsTheStatusAndTheChainDoesNotHoldItsDescriptor() throws {
        let (reader, writer) = try Descriptor.pipe()
        let chain = "test ! -L /proc/$$/fd/\(writer.number) || echo held; env | grep SLIPWAY_RESULT_FD; exit 4"
        let launcher = try start(
            chain, words: "words", passed: [writer], environment: ["SLIPWAY_RESULT_FD": String(writer.number)])
        #expect(launcher.wait() == 4)
        #expect(try reader.read() == Array("begun\n4\n".utf8))
        #expect(try Files.read(path("words")).isEmpty)
    }

    @Test func ofGitsVariablesOnlyTheRepositoryReachesTheChain() throws {
        let outcome = try launch(
            "env | grep ^GIT_; pwd",
            environment: ["GIT_QUARANTINE_PATH": "/x", "GIT_OBJECT_DIRECTORY": "/y", "GIT_DIR": "."])
        #expect(outcome.error == "GIT_DIR=\(folder.repository(app))\n\(folder.repository(app))\n")
    }

    @Test func aViewerThatGoesAwayStopsNothing() throws {
        let chain = "for n in 1 2 3 4 5 6; do echo $n; sleep 0.05; done; touch '\(path("done"))'; exit 5"
        try Files.write(path("deploy"), chain)
        let (reader, writer) = try Descriptor.pipe()
        try Files.write(path("push"), Self.push)
        let launcher = try Child(
            ["launcher", path("deploy")], environment: environment(),
            streams: .init(
                input: .open(path("push"), O_RDONLY), output: .open("/dev/null", O_WRONLY), error: writer))
        // The reading end goes: another file takes its number.
        let null = try Descriptor.open("/dev/null", O_RDONLY)
        #expect(dup2(null.number, reader.number) == reader.number)
        #expect(launcher.wait() == 5)
        #expect(Files.exists(path("done")))
    }

    @Test func otherReferencesAreStoredAndThatIsSaid() throws {
        let zero = RefUpdateTests.zero
        let one = RefUpdateTests.one
        let outcome = try launch(
            "echo never", input: "\(zero) \(one) refs/heads/feature\n\(one) \(zero) refs/heads/main\n")
        #expect(outcome.status == 0)
        #expect(outcome.error.contains("-----> feature: stored, not deployed\n"))
        #expect(outcome.error.contains("git push slipway feature:main\n"))
        #expect(outcome.error.contains("-----> main: deleted; what runs stays as it is\n"))
        #expect(!outcome.error.contains("never"))
    }

    @Test func whatIsWrongIsAStatus() throws {
        #expect(try launch("exit 0", input: "garbage\n").status == 65)
        #expect(try Command(["launcher"], environment: environment()).run().status == 64)
        try Files.remove(folder.settings)
        #expect(try launch("exit 0").status == 78)
    }

    @Test func theReasonFileGoesWithTheDeploy() throws {
        #expect(try launch(#"echo x >"$SLIPWAY_REASON"; exit 1"#).status == 1)
        #expect(Files.names(in: "\(folder.logs)/shop").allSatisfy { $0.hasSuffix(".log") })
    }
}
