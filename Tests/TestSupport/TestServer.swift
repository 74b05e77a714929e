import FoundationEssentials
import Glibc
import Model
import System

/// A real server, started by `slipway up` in the namespaces that scripts/in-namespace made, with a key and git clients.
///
/// One for all suites: they run one after another. It ends with its namespaces.
public final class TestServer: Sendable {
    /// Whether this process runs where a server may take the default paths and ports.
    public static var isPossible: Bool { Environment.value("SLIPWAY_NAMESPACE") != nil }

    public static let shared = Result { try TestServer() }

    public let programs: String
    public let root: String
    public let work: String
    public let settings: Settings
    public let folder: Folder

    private init() throws {
        root = Environment.value("PWD") ?? "."
        work = "/run/slipway-work"
        folder = .default
        programs = "\(work)/prefix/bin"
        try Files.makeFolder(work, mode: 0o755)
        // The checkout may lie where the slipway user can't look.
        try Command(
            ["\(root)/scripts/install-to", "\(work)/prefix", Self.buildFolder(root)], environment: Environment.all
        )
        .check("install what was built")
        settings = Settings()
        try up()
        try Command(["\(root)/scripts/base-image"], environment: Environment.all, limit: 60).check(
            "make the base image")
        try addKey("tester")
    }

    static func buildFolder(_ root: String) throws -> String {
        // `bench` measures the executables beside it; a test's program lies elsewhere.
        let beside = (try? Installation.current().programs) ?? ""
        for candidate in [beside, "\(root)/.build/debug"] where Files.exists("\(candidate)/slipway") {
            return candidate
        }
        throw Failure(.notFound, "no built executables below '\(root)/.build'", hint: "make test")
    }

    /// A further server on the engine of the first, with a data folder and ports of its own.
    public init(beside first: TestServer, folder: Folder, ports: (ssh: Int, http: Int, registry: Int)) throws {
        root = first.root
        work = first.work
        programs = first.programs
        self.folder = folder
        var settings = Settings()
        (settings.sshPort, settings.httpPort, settings.registryPort) = ports
        self.settings = settings
        try slipway(
            "up", "--detach", "--ssh-port", "\(ports.ssh)", "--http-port", "\(ports.http)", "--registry-port",
            "\(ports.registry)", limit: 120)
        try slipway("key", "add", "tester", "\(keyFile("tester")).pub")
    }

    public func up() throws { try slipway("up", "--detach", limit: 120) }

    public func down() throws { try slipway("down", limit: 120) }

    @discardableResult
    public func slipway(_ words: String..., limit: Double = 60) throws -> String {
        try Command(["\(programs)/slipway"] + words, environment: own, limit: limit).check(
            "run slipway \(words.joined(separator: " "))")
    }

    /// As `slipway`, with how it ended.
    public func tried(_ words: String...) throws -> Command.Outcome {
        try Command(["\(programs)/slipway"] + words, environment: own, limit: 60).run()
    }

    @discardableResult
    public func docker(_ words: String...) throws -> String { try docker(words) }

    @discardableResult
    public func docker(_ words: [String]) throws -> String {
        try Command(["/usr/bin/docker"] + words, environment: plain, limit: 60).check(
            "run docker \(words.joined(separator: " "))")
    }

    public func addKey(_ name: String) throws {
        try Command(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", keyFile(name)]).check(
            "make a key")
        try slipway("key", "add", name, "\(keyFile(name)).pub")
    }

    public func keyFile(_ name: String) -> String { "\(work)/\(name)" }

    public func sshCommand(key: String) -> [String] {
        [
            "ssh", "-F", "none", "-i", keyFile(key), "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes", "-o",
            "UserKnownHostsFile=\(work)/known_hosts", "-o", "StrictHostKeyChecking=accept-new", "-o", "LogLevel=ERROR",
        ]
    }

    /// A command over ssh, as one text: what the person's own shell made of it.
    public func ssh(_ command: String, key: String = "tester", input: String = "") throws -> Command.Outcome {
        try Command(
            sshCommand(key: key) + ["-p", String(settings.sshPort), "slipway@127.0.0.1", "--", command],
            environment: plain, input: Array(input.utf8), limit: 60
        ).run()
    }

    public func remote(_ app: String) -> String { "ssh://slipway@127.0.0.1:\(settings.sshPort)/\(app)" }

    /// Fetches an app's page by its host name.
    public func get(_ app: String, _ path: String = "/", limit: Int = 10) -> HTTP.Answer? {
        HTTP.get(path, host: "\(app).localhost:\(settings.httpPort)", port: settings.httpPort, limit: limit)
    }

    /// The page, asked for until it says something.
    public func page(_ app: String, saying text: String, within seconds: Double = 20) -> Bool {
        poll(for: seconds) { get(app, limit: 2)?.body.contains(text) == true ? true : nil } == true
    }

    private var own: [String: String] { plain.merging(["SLIPWAY_DATA": folder.root]) { $1 } }

    public var plain: [String: String] {
        var environment = Command.plainEnvironment
        environment["HOME"] = work
        environment["LD_LIBRARY_PATH"] = Environment.value("LD_LIBRARY_PATH") ?? ""
        environment["GIT_CONFIG_NOSYSTEM"] = "1"
        for role in ["AUTHOR", "COMMITTER"] {
            environment["GIT_\(role)_NAME"] = "tester"
            environment["GIT_\(role)_EMAIL"] = "tester@localhost"
        }
        return environment
    }
}
