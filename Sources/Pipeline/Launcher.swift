import Glibc
import Model
import System

/// Starts work for an app, one at a time, in a session of its own, and shows its log.
///
/// The work writes to a file, never to us: a viewer that goes away stops nothing. The app's lock is a kernel lock
/// whose descriptor the stages hold: it is free when the last of them has ended, however it ended.
public struct Launcher {
    private let app: AppName
    private let folder: Folder

    public init(app: AppName, folder: Folder) {
        self.app = app
        self.folder = folder
    }

    /// Does the work and shows its log until it ends; its status.
    public func run(_ work: Work) throws -> Int32 {
        try Files.makeFolder(folder.locks)
        var holder = Holder(work: work.title, user: Launch.user)
        var environment = work.environment
        let lock = try FileLock.acquire(folder.lock(app), for: holder) { environment[Launch.waitedVariable] = "yes" }
        guard Files.exists(folder.repository(app)) else {
            throw Failure(.notFound, "app '\(app)' was destroyed while this waited; nothing was deployed")
        }
        try Files.makeFolder("\(folder.logs)/\(app)")
        let name = work.title.split(separator: " ").joined(separator: "-")
        let log = folder.log(app, "\(secondsSince1970())-\(name)-\(getpid())")
        try Files.write(log, "")
        let reader = try Descriptor.open(log, O_RDONLY)
        let chain = try start(work, environment, log: log, lock: lock)
        holder.log = log
        holder.session = chain.pid
        try holder.write(to: lock)
        let status = try show(reader) { chain.poll() }
        Launch.forgetNotes(of: log)
        // A stage that was killed could say nothing; the last one's end is the chain's.
        if status > 128 {
            Report.problem("the last stage was ended by signal \(status - 128) before it could say how this ended")
            Report.problem("see what serves: slipway releases list \(app); to try again: slipway deploy \(app)")
            // What it left is brought in order at once.
            UnixSocket.tell(folder.keeperSocket, app.rawValue)
        }
        return status
    }

    /// The chain's ends of its pipe and log are closed on our side when this returns.
    private func start(_ work: Work, _ added: [String: String], log: String, lock: FileLock) throws -> Child {
        let output = try Descriptor.open(log, O_WRONLY | O_APPEND)
        let (input, feed) = try Descriptor.pipe()
        var environment = Environment.all.filter { !$0.key.hasPrefix("GIT_") && $0.key != Launch.resultVariable }
        environment.merge(added) { $1 }
        environment[Launch.lockVariable] = String(lock.descriptor.number)
        environment[Launch.reasonVariable] = Launch.reasonPath(log)
        environment[Launch.commitVariable] = work.commit?.rawValue
        environment[Launch.beganVariable] = Launch.began.text
        environment[Launch.logVariable] = log
        environment[Launch.appVariable] = app.rawValue
        environment["GIT_DIR"] = folder.repository(app)
        let chain = try Child(
            work.arguments, environment: environment, directory: folder.repository(app),
            streams: .init(input: input, output: output, error: output, passed: [lock.descriptor]), group: .session)
        // A pipe holds 64 KiB: what is longer waits for the first stage, which reads it.
        try feed.write(work.input)
        return chain
    }

    /// Shows the log of what is under way until it has ended; what it was.
    public func follow() throws -> Holder? {
        guard let holder = try Holder.current(folder.lock(app)), let log = holder.log else { return nil }
        let lock = folder.lock(app)
        _ = try show(Descriptor.open(log, O_RDONLY)) {
            (try? FileLock.isHeld(lock)) == true && Holder(lock: lock)?.log == log ? nil : 0
        }
        return holder
    }

    /// Shows a log as it grows, until there is a status; the rest of it comes before that is returned.
    private func show(_ log: Descriptor, until status: () -> Int32?) throws -> Int32 {
        func rest() throws { while let bytes = try log.read(), !bytes.isEmpty { writeAll(bytes, to: 2) } }
        while true {
            let ended = status()
            try rest()
            if let ended { return ended }
            usleep(4000)
        }
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
