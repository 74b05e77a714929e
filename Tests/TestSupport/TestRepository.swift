import Model
import System

/// A git repository of a user's with a remote on the test server.
public final class TestRepository: Sendable {
    public let path: String
    public let app: String
    public let server: TestServer
    private let isClone: Bool

    /// A new app with a repository that nobody has pushed yet: a copy of one of examples/, or an empty one.
    public init(_ app: String, on server: TestServer, create: Bool = true, example: String? = "hello") throws {
        self.app = app
        self.server = server
        isClone = false
        path = "\(server.work)/\(app)-\(UInt32.random(in: 0 ... .max))"
        if create { try server.slipway("app", "create", app) }
        if let example {
            try Command(["cp", "-r", "\(server.root)/examples/\(example)", path]).check("copy the example")
        } else {
            try Files.makeFolder(path)
        }
        try git("init", "-q", "-b", "main")
        try git("remote", "add", "slipway", server.remote(app))
    }

    private init(cloning other: TestRepository) throws {
        app = other.app
        server = other.server
        path = "\(other.path)-clone-\(UInt32.random(in: 0 ... .max))"
        isClone = true
        try Command(["git", "clone", "-q", other.path, path], environment: environment()).check("clone")
        try git("remote", "add", "slipway", server.remote(app))
    }

    /// Somebody else's copy of it, with the same remote.
    public func clone() throws -> TestRepository { try TestRepository(cloning: self) }

    /// The app goes with the test, beside what comes next, so that later ones have the machine for themselves.
    deinit {
        guard !isClone, let null = try? Descriptor.open("/dev/null", 2) else { return }
        _ = try? Child(
            ["\(server.programs)/slipway", "app", "destroy", app, "--confirm", app], environment: server.plain,
            streams: .init(input: null, output: null, error: null))
    }

    public func write(_ name: String, _ text: String) throws { try Files.write("\(path)/\(name)", text, mode: 0o644) }

    public func read(_ name: String) throws -> String { try Files.read("\(path)/\(name)") }

    /// Commits all that is there; the commit's id.
    @discardableResult
    public func commit(_ message: String, at seconds: Int? = nil) throws -> String {
        try git("add", "-A")
        var environment = environment()
        for role in ["AUTHOR", "COMMITTER"] { environment["GIT_\(role)_DATE"] = seconds.map { "\($0) +0000" } }
        try Command(["git", "-C", path, "commit", "-q", "--allow-empty", "-m", message], environment: environment)
            .check("commit")
        return try head
    }

    public var head: String { get throws { String(try git("rev-parse", "HEAD").dropLast()) } }

    @discardableResult
    public func git(_ words: String...) throws -> String {
        try Command(["git", "-C", path] + words, environment: environment(), limit: 60).check(
            "run git \(words.joined(separator: " "))")
    }

    /// Pushes and returns how that ended; git's and Slipway's words are in `error`.
    public func push(_ refs: String = "main", key: String = "tester") throws -> Command.Outcome {
        try Command(["git", "-C", path, "push", "slipway", refs], environment: environment(key: key), limit: 180).run()
    }

    /// A push that goes on by itself, for tests that end it or look on; what it says goes to a file.
    public func startPush(_ refs: String = "main", saying file: String = "/dev/null") throws -> Child {
        let null = try Descriptor.open(file, 0o1102, mode: 0o644)
        return try Child(
            ["git", "-C", path, "push", "slipway", refs], environment: environment(),
            streams: .init(input: null, output: null, error: null))
    }

    private func environment(key: String = "tester") -> [String: String] {
        var environment = server.plain
        environment["GIT_SSH_COMMAND"] = server.sshCommand(key: key).joined(separator: " ")
        return environment
    }
}
