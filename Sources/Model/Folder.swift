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
    /// Held shared by those who write to the registry, and alone by its collector. No app's: those are `locks/`.
    public var registryLock: String { "\(root)/registry/lock" }
    /// There while the registry holds blobs that its collector has to look at.
    public var registryLeftovers: String { "\(root)/registry/leftovers" }
    /// What the registry stores of one app.
    public func registryRepositories(_ app: AppName) -> String { "\(registryRepositories)/\(app)" }
    public var registryRepositories: String { "\(root)/registry/data/docker/registry/v2/repositories" }
    /// Which folder the engine keeps its images in.
    public var engineRoot: String { "\(root)/engine-root" }
    public var keeper: String { "\(root)/keeper" }
    /// Where the keeper hears which app it is to clean up after.
    public var keeperSocket: String { "\(root)/keeper/keeper.sock" }
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
    /// What builds and pushes leave free on the disk, in MiB.
    public var reserve: Int
    /// How much build cache stays, in GiB.
    public var buildCache: Int

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
        reserve = 512
        buildCache = 10
    }

    /// What a file of an earlier version lacks has its default.
    public init(from decoder: any Decoder) throws {
        let stored = try decoder.container(keyedBy: CodingKeys.self)
        func value<Value: Decodable>(_ key: CodingKeys, or standard: Value) throws -> Value {
            try stored.decodeIfPresent(Value.self, forKey: key) ?? standard
        }
        let standard = Settings()
        domain = try value(.domain, or: standard.domain)
        address = try value(.address, or: standard.address)
        sshPort = try value(.sshPort, or: standard.sshPort)
        httpPort = try value(.httpPort, or: standard.httpPort)
        registryPort = try value(.registryPort, or: standard.registryPort)
        engineSocket = try value(.engineSocket, or: standard.engineSocket)
        branches = try value(.branches, or: standard.branches)
        build = try value(.build, or: standard.build)
        keep = try value(.keep, or: standard.keep)
        reserve = try value(.reserve, or: standard.reserve)
        buildCache = try value(.buildCache, or: standard.buildCache)
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
