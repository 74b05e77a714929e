import Glibc
import Model
import System

/// A git repository of a user's with a remote on the test server.
public final class TestRepository: Sendable {
    public let path: String
    public let app: String
    public let server: TestServer
    /// Whether what the app runs goes with it.
    private let isOwner: Bool

    /// A new app with a clone of examples/hello that nobody has pushed yet.
    public init(_ app: String, on server: TestServer, create: Bool = true) throws {
        self.app = app
        self.server = server
        isOwner = true
        path = "\(server.work)/\(app)-\(UInt32.random(in: 0 ... .max))"
        if create { try server.slipway("app", "create", app) }
        try Command(["cp", "-r", "\(server.root)/examples/hello", path]).check("copy the example")
        try git("init", "-q", "-b", "main")
        try git("remote", "add", "slipway", server.remote(app))
    }

    /// Another user's clone of it, as it is now.
    public init(cloneOf other: TestRepository) throws {
        (app, server, isOwner) = (other.app, other.server, false)
        path = "\(server.work)/\(app)-\(UInt32.random(in: 0 ... .max))"
        try Command(["cp", "-r", other.path, path]).check("copy '\(other.path)'")
    }

    /// What the app runs goes with the test, so that later ones have the machine for themselves.
    deinit {
        guard isOwner else { return }
        let services = try? server.docker("service", "ls", "-q", "--filter", "label=\(EngineLabel.app)=\(app)")
        for service in (services ?? "").split(separator: "\n") {
            _ = try? server.docker("service", "rm", String(service))
        }
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

    /// A push that goes on by itself, with what it says in a file.
    public func startPush(_ refs: String = "main", log: String = "/dev/null") throws -> Child {
        let output = try Descriptor.open(log, O_RDWR | O_CREAT | O_APPEND, mode: 0o644)
        return try Child(
            ["git", "-C", path, "push", "slipway", refs], environment: environment(),
            streams: .init(input: try Descriptor.open("/dev/null", O_RDONLY), output: output, error: output))
    }

    private func environment(key: String = "tester") -> [String: String] {
        var environment = server.plain
        environment["GIT_SSH_COMMAND"] = server.sshCommand(key: key).joined(separator: " ")
        return environment
    }
}
