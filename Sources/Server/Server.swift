import Engine
import Glibc
import Model
import Routing
import Store
import System
import Access

/// One Slipway server in the foreground: `slipway up`.
public struct Server {
    private let folder: Folder
    private let settings: Settings
    private let installation: Installation
    private let supervisor = Supervisor()
    private let startedEngine = Shared(false)

    public init(folder: Folder, settings: Settings) throws {
        self.folder = folder
        self.settings = settings
        installation = try .current()
    }

    /// Starts all, says where it answers, and runs until it is told to stop.
    public func run() throws {
        guard geteuid() == 0 else {
            throw Failure(
                .notPermitted, "'slipway up' must be run by root: it starts sshd and an engine",
                hint: "sudo slipway up")
        }
        var signals = sigset_t()
        sigemptyset(&signals)
        for number in [SIGINT, SIGTERM, SIGHUP] { sigaddset(&signals, number) }
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        signal(SIGPIPE, SIG_IGN)

        try Files.makeFolder(folder.root, mode: 0o755)
        guard let lock = try FileLock.tryAcquire(folder.supervisorLock) else {
            throw Failure(
                .temporary, "a Slipway server is running in '\(folder.root)'", hint: "see it: slipway status")
        }
        defer { withExtendedLifetime(lock) {} }
        let stop = Signal()
        Threads.start { [signals] in
            var signals = signals
            var number: Int32 = 0
            sigwait(&signals, &number)
            stop.raise()
        }
        let control: Control
        do {
            try start()
            control = try Control(folder: folder, supervisor: supervisor, stop: stop)
        } catch {
            stopAll()
            throw error
        }
        control.serve()
        announce()
        stop.wait()
        Report.step("Stopping")
        stopAll()
        control.stopped()
    }

    private func stopAll() {
        supervisor.stop()
        if startedEngine.value { BuildCgroup.endSteps() }
        Firewall(folder).remove()
        unlink(folder.controlSocket)
    }

    private func start() throws {
        let account = try prepareFolder()
        try checkPorts()
        try Firewall(folder).apply(installation)
        if EngineDaemon.isRunning(settings) {
            Report.step("Joining the engine on \(settings.engineSocket)")
        } else {
            Report.step("Starting an engine on \(settings.engineSocket)")
            startedEngine.update { $0 = true }
            supervisor.start(EngineDaemon.daemon(settings))
            try EngineDaemon.awaitAnswer(settings)
        }
        try BuildCgroup.apply(settings.build)
        try EngineDaemon.ensureSwarm(settings)

        Report.step("Starting registry, router and sshd")
        try Registry.prepare(folder, settings, account, installation)
        supervisor.start(Registry.daemon(folder, account))
        try Router.prepare(folder, account, installation)
        supervisor.start(Router.haproxy(folder, account))
        try awaitPort("the router", (settings.address, settings.httpPort))
        supervisor.start(Router.daemon(folder, account, installation))
        try Keeper.prepare(folder, account)
        try SSHServer.prepare(folder, settings, account, installation)
        let store = try SQLiteStore(folder.store)
        try AuthorizedKeys.write(store, folder)
        for path in Files.names(in: "\(folder.root)/store").map({ "\(folder.root)/store/\($0)" }) + [
            folder.authorizedKeys, "\(folder.ssh)/keys.lock",
        ] {
            _ = chown(path, account.uid, account.gid)
        }
        // Trees of builds that were cut off: none runs yet.
        for name in Files.names(in: folder.builds) where name != "docker" && name != "submodules" {
            try Files.remove("\(folder.builds)/\(name)")
        }
        // It may be another engine than the last time.
        unlink(folder.engineRoot)
        try awaitApps(store)
        supervisor.start(Keeper.daemon(folder, account, installation))
        supervisor.start(SSHServer.daemon(folder))
        for (name, port) in ports { try awaitPort(name, port) }
    }

    /// How long a start waits for the apps that are live, in seconds; they come up after that too.
    private static let appsLimit = 20.0

    /// 'Up' means that what was live answers again, or it says how much does.
    private func awaitApps(_ store: SQLiteStore) throws {
        let live = try store.apps().compactMap { app in try app.live.flatMap { try store.release(app.name, $0) }?.routed
        }
        guard !live.isEmpty else { return }
        Report.step("Waiting for \(live.count) app\(live.count == 1 ? "" : "s")")
        let router = RouterClient(socket: folder.routerSocket)
        var up = 0
        _ = poll(for: Self.appsLimit, every: 0.1) { () -> Bool? in
            let state = try? router.sync()
            up = live.count { (state?.up($0.engineName) ?? 0) > 0 }
            return up == live.count ? true : nil
        }
        if up < live.count {
            Report.problem("\(up) of \(live.count) answer by now; see: slipway app list, slipway logs APP")
        }
    }

    private func awaitPort(_ name: String, _ at: (address: String, port: Int)) throws {
        guard poll(for: 20, every: 0.01, { TCP.accepts(at.address, at.port) ? true : nil }) == true else {
            throw Failure(
                .unavailable, "\(name) does not answer on \(at.address):\(at.port) after 20 s",
                hint: "its own words are above")
        }
    }

    private func prepareFolder() throws -> Account {
        let shell = "\(installation.programs)/slipway-shell"
        let account = try Account.ensure(shell: shell)
        guard try Command(account.command(["test", "-x", shell])).run().status == 0 else {
            throw Failure(
                .configuration, "the user '\(Account.name)' can't reach '\(shell)'",
                hint: "put it where every user can: make install, then /usr/local/bin/slipway up")
        }
        try account.folder(folder.root, mode: 0o755)
        for path in [folder.repositories, folder.builds, folder.locks, folder.logs, "\(folder.root)/store"] {
            try account.folder(path)
        }
        if !Files.exists(folder.secretKey) { try account.file(folder.secretKey, SealingKey.newFile(), mode: 0o600) }
        try account.file(folder.settings, JSON.pretty(settings) + "\n", mode: 0o644)
        return account
    }

    private var ports: [(name: String, at: (address: String, port: Int))] {
        [
            ("the registry", ("127.0.0.1", settings.registryPort)),
            ("the router", (settings.address, settings.httpPort)),
            ("sshd", (settings.address, settings.sshPort)),
        ]
    }

    private func checkPorts() throws {
        let options = ["the registry": "--registry-port", "the router": "--http-port", "sshd": "--ssh-port"]
        for (name, at) in ports where !TCP.isFree(at.address, at.port) {
            throw Failure(
                .unavailable, "\(at.address):\(at.port) for \(name) is in use",
                hint: "choose another: slipway up \(options[name] ?? "") PORT")
        }
    }

    private func announce() {
        Report.step("Slipway is up")
        Report.detail("push to     ssh://\(Account.name)@\(settings.host):\(settings.sshPort)/APP")
        Report.detail("apps at     \(settings.url(AppName(unchecked: "APP")))")
        Report.detail("data in     \(folder.root)")
        Readiness.tell()
    }
}
