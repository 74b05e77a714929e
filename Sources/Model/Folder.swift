/// Where everything of one Slipway server lies: one data folder holds all state.
public struct Folder: Sendable, Hashable {
    public let root: String

    public init(_ root: String) { self.root = root }

    public static let `default` = Folder("/var/lib/slipway")

    public var settings: String { "\(root)/settings.json" }
    public var store: String { "\(root)/store/store.db" }
    /// The bare repositories, one an app.
    public var repositories: String { "\(root)/repositories" }
    public func repository(_ app: AppName) -> String { "\(repositories)/\(app).git" }
    /// Exported trees, while they are built.
    public var builds: String { "\(root)/builds" }
    /// What configurations are sealed with.
    public var secretKey: String { "\(root)/secret.key" }
    public var locks: String { "\(root)/locks" }
    public func lock(_ app: AppName) -> String { "\(locks)/\(app).lock" }
    public func log(_ app: AppName, _ launch: String) -> String { "\(logs)/\(app)/\(launch).log" }
    public var logs: String { "\(root)/logs" }
    public var registry: String { "\(root)/registry" }
    /// The registry's password, for the pusher and the runner.
    public var registryPassword: String { "\(root)/registry/password" }
    public var router: String { "\(root)/router" }
    /// Where the router answers: `Routing.RouterClient`.
    public var routerSocket: String { "\(root)/router/router.sock" }
    public var ssh: String { "\(root)/ssh" }
    public var authorizedKeys: String { "\(root)/ssh/authorized_keys" }
    /// Where the supervisor answers `status` and `down`.
    public var controlSocket: String { "\(root)/control.sock" }
    public var supervisorLock: String { "\(root)/supervisor.lock" }
}

/// What an operator chose for one server.
public struct Settings: Sendable, Codable, Equatable {
    /// The domain below which each app gets a name of its own.
    public var domain: String
    /// The address that the router and sshd listen on.
    public var address: String
    public var sshPort: Int
    public var httpPort: Int
    public var registryPort: Int
    /// The engine's unix socket.
    public var engineSocket: String
    /// The branches that deploy; the first that a push names wins.
    public var branches: [String]
    public var build: BuildLimits
    /// How many releases of an app one can go back to.
    public var keep: Int

    public init() {
        domain = "localhost"
        address = "127.0.0.1"
        sshPort = 2222
        httpPort = 8080
        registryPort = 5000
        engineSocket = "/var/run/docker.sock"
        branches = ["main", "master"]
        build = BuildLimits()
        keep = 10
    }

    /// The registry's host as image references carry it: loopback, which the engine lets go without TLS.
    public var registry: String { "127.0.0.1:\(registryPort)" }

    /// The host name that people type, for git and ssh.
    public var host: String { domain }

    /// Where an app answers that has no domain but its own name's.
    public func url(_ app: AppName) -> String {
        "http://\(app).\(domain)\(httpPort == 80 ? "" : ":\(httpPort)")"
    }
}

/// What the builds of one node may use.
public struct BuildLimits: Sendable, Codable, Equatable {
    /// How long one build may take.
    public var seconds = 1800
    /// For all builds at once, in MiB; 0: no limit.
    public var memory = 0
    /// For all builds at once, in cores; 0: no limit.
    public var cpus = 0.0

    public init() {}
}
