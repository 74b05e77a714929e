import Glibc
import Model
import System

/// Starts the chain for one deploy, one at a time per app, in a session of its own, and shows its log.
///
/// The chain writes to a file, never to us: a viewer that goes away stops nothing. The app's lock is a kernel lock
/// whose descriptor the stages hold: it is free when the last of them has ended, however it ended.
public struct Launcher {
    private let app: AppName
    private let folder: Folder
    private let settings: Settings
    /// The script that chains the stages.
    private let script: String

    public init(app: AppName, folder: Folder, settings: Settings, script: String) {
        self.app = app
        self.folder = folder
        self.settings = settings
        self.script = script
    }

    /// post-receive: deploys what a push brought, and says what it doesn't deploy. The chain's status.
    public static func afterPush(script: String) throws -> Int32 {
        signal(SIGPIPE, SIG_IGN)
        let folder = Folder.current
        let settings = try Settings.load(folder)
        let app = try Launch.app()
        let updates = try RefUpdate.readAll()
        let deploying = RefUpdate.deploying(updates, branches: settings.branches)
        for update in updates where update != deploying { say(update, app: app, settings: settings) }
        guard let deploying else {
            report(status: 0)
            return 0
        }
        let launcher = Launcher(app: app, folder: folder, settings: settings, script: script)
        let status = try launcher.deploy(deploying)
        report(status: status)
        return status
    }

    private static func say(_ update: RefUpdate, app: AppName, settings: Settings) {
        if update.new.isZero {
            Report.step("\(update.shortName): deleted; what runs stays as it is")
        } else {
            Report.step("\(update.shortName): stored, not deployed")
            if let branch = update.branch, settings.branches.contains(branch) {
                Report.detail("one push deploys one branch: the first of \(settings.branches.joined(separator: ", "))")
                return
            }
            Report.detail("only \(settings.branches.joined(separator: " or ")) deploys by itself; to deploy this one:")
            Report.detail(
                "git push \(Environment.value("SLIPWAY_REMOTE") ?? "slipway") \(update.shortName):\(settings.branches[0])"
            )
        }
    }

    /// Tells slipway-shell how the push ended, for its exit status.
    private static func report(status: Int32) {
        guard let number = Environment.value(Launch.resultVariable).flatMap(Int32.init) else { return }
        let text = "\(status)\n"
        _ = write(number, text, text.utf8.count)
    }

    /// Runs the chain and shows its log until it ends; its status.
    public func deploy(_ update: RefUpdate) throws -> Int32 {
        let lock = try acquire(for: update)
        try Files.makeFolder("\(folder.logs)/\(app)")
        let launch = "\(secondsSince1970())-\(update.new.short)-\(getpid())"
        let log = folder.log(app, launch)
        let reason = "\(log).reason"
        try Files.write(log, "")
        let reader = try Descriptor.open(log, O_RDONLY)
        let chain = try start(update, log: log, reason: reason, lock: lock)
        return try follow(reader, until: chain, reason: reason)
    }

    /// The chain's ends of its pipe and log are closed on our side when this returns.
    private func start(_ update: RefUpdate, log: String, reason: String, lock: FileLock) throws -> Child {
        let output = try Descriptor.open(log, O_WRONLY | O_APPEND)
        let (input, feed) = try Descriptor.pipe()
        var environment = Environment.all.filter { !$0.key.hasPrefix("GIT_") && $0.key != Launch.resultVariable }
        environment[Launch.lockVariable] = String(lock.descriptor.number)
        environment[Launch.reasonVariable] = reason
        environment[Launch.commitVariable] = update.new.rawValue
        environment[Launch.beganVariable] = Launch.began.text
        environment[Launch.logVariable] = log
        environment[Launch.appVariable] = app.rawValue
        environment["GIT_DIR"] = folder.repository(app)
        let chain = try Child(
            ["/bin/sh", script], environment: environment, directory: folder.repository(app),
            streams: .init(input: input, output: output, error: output, passed: [lock.descriptor]), group: .session)
        try feed.write(update.line + "\n")
        return chain
    }

    /// The chain's own exit status is that of its last stage; the log is shown to its end.
    private func follow(_ log: Descriptor, until chain: Child, reason: String) throws -> Int32 {
        func show() throws { while let bytes = try log.read(), !bytes.isEmpty { writeAll(bytes, to: 2) } }
        let day = 86400.0
        let status = try poll(for: day, every: 0.004) {
            try show()
            return chain.poll()
        }
        try show()
        unlink(reason)
        return status ?? Failure.Code.temporary.rawValue
    }

    private func acquire(for update: RefUpdate) throws -> FileLock {
        let path = folder.lock(app)
        try Files.makeFolder(folder.locks)
        var lock = try FileLock.tryAcquire(path)
        if lock == nil {
            // Who has just got it may not have said yet who it is.
            let holder = (try? Files.read(path)).flatMap { $0.isEmpty ? nil : $0 }
            Report.step("Waiting: \(holder ?? "another deploy") is being deployed")
            lock = try FileLock.acquire(path)
        }
        guard let lock else { throw Failure(.temporary, "cannot lock app '\(app)'") }
        ftruncate(lock.descriptor.number, 0)
        try lock.descriptor.write("commit \(update.new.short) by \(Launch.user), since \(Timestamp.now)")
        return lock
    }
}

private func writeAll(_ bytes: [UInt8], to descriptor: Int32) {
    var done = 0
    while done < bytes.count {
        let wrote = bytes[done...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
        guard wrote > 0 else { return }
        done += wrote
    }
}
