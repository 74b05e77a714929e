import Glibc
import Model
import System

/// A stage is told to end by SIGTERM. One that has something to tidy up looks whether it was, at each step that can be
/// given up; another ends at once.
public enum Termination {
    private static let asked = Shared(false)

    /// From here on SIGTERM is noted, or ends this process without the shell's word for it. To be called before any
    /// thread is started.
    static func take(tidies: Bool) {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGTERM)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
        Threads.start { [signals] in
            var signals = signals
            var number: Int32 = 0
            sigwait(&signals, &number)
            guard tidies else { _exit(Failure.Code.temporary.rawValue) }
            asked.update { $0 = true }
        }
    }

    public static var isAsked: Bool { asked.value }

    /// Ends what is done here with a failure where this process was told to end.
    public static func check() throws {
        guard isAsked else { return }
        throw Failure(.temporary, Cancellation.requester().map { "cancelled by \($0)" } ?? "told to end by a signal")
    }
}

/// A request to end a deploy before it is live: a file beside its log, and SIGTERM for its processes.
public enum Cancellation {
    static func path(_ log: String) -> String { "\(log).cancel" }

    /// Seconds in which every stage of ours is ready to be told.
    private static let readiness = 1.0

    /// Who asked for this deploy's end.
    public static func requester() -> String? { Launch.log.flatMap { try? Files.read(path($0)) } }

    /// Asks for the end of what is done for an app now, and waits until it has ended.
    ///
    /// - Returns: Whose work it was; its record tells how it ended.
    public static func cancel(_ app: AppName, in folder: Folder, by user: String) throws -> Holder {
        let path = folder.lock(app)
        // Its processes are named a moment after the lock was taken.
        let found = try poll(for: 5) { () -> Holder?? in
            guard try FileLock.isHeld(path) else { return .some(nil) }
            return Holder(lock: path).flatMap { $0.session == nil || $0.log == nil ? nil : $0 }
        }
        guard case .some(.some(let holder)) = found, let session = holder.session, let log = holder.log else {
            throw Failure(
                .notFound, "nothing is under way for '\(app)'",
                hint: "see how the last one ended: slipway releases list \(app)")
        }
        try Files.write(Self.path(log), user)
        let began = Instant.now
        let ended = try poll(for: 60, every: 0.1) { () -> Bool? in
            // Asked of each again: a stage may have started another process meanwhile.
            for process in Processes.inSession(session) where process != session {
                // A stage of ours that has just been started isn't ready yet to be told, and would say nothing.
                if Processes.blocks(SIGTERM, process) || began.elapsed > Self.readiness { kill(process, SIGTERM) }
            }
            return try !FileLock.isHeld(path) || Holder(lock: path)?.log != log ? true : nil
        }
        guard ended == true else {
            throw Failure(
                .temporary, "\(holder.words) has been told to end, and goes on after 60 s",
                hint: "see what it does: slipway releases follow \(app)")
        }
        return holder
    }
}
