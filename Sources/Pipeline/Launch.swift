import Glibc
import Model
import System

/// What the launcher hands to the stages of one deploy, through their environment.
public enum Launch {
    /// The number of the descriptor that holds the app's lock.
    static let lockVariable = "SLIPWAY_LOCK_FD"
    /// The file in which a failing stage says why.
    static let reasonVariable = "SLIPWAY_REASON"
    /// The log of this deploy.
    static let logVariable = "SLIPWAY_LOG"
    /// Who pushed: a key's name, or `host`.
    public static let userVariable = "SLIPWAY_USER"
    /// A command's words from over ssh, as JSON.
    public static let wordsVariable = "SLIPWAY_WORDS"
    public static let appVariable = "SLIPWAY_APP"
    /// The descriptor on which slipway-shell hears how a push ended.
    public static let resultVariable = "SLIPWAY_RESULT_FD"

    /// What the gate of a push was asked for: a line of `RefUpdate`.
    public static let pushedVariable = "SLIPWAY_PUSHED"

    /// What the gate of a push was asked for, where it moved no branch.
    public static var pushed: RefUpdate? { Environment.value(pushedVariable).flatMap { try? RefUpdate(line: $0) } }

    /// What slipway-shell hears once the deploy has begun: without a status after it, what showed it was ended.
    public static let begun = "begun"

    /// Tells slipway-shell how far a push is: what the gate was asked for, `begun`, and the chain's status.
    public static func tell(_ line: String) {
        guard let number = Environment.value(resultVariable).flatMap(Int32.init) else { return }
        let text = "\(line)\n"
        _ = write(number, text, text.utf8.count)
    }

    /// The commit that this deploy is of.
    static let commitVariable = "SLIPWAY_COMMIT"

    /// What asked for it: `Release.Origin`.
    static let originVariable = "SLIPWAY_ORIGIN"
    /// Set where another deploy of the app was waited for.
    static let waitedVariable = "SLIPWAY_WAITED"
    /// How to build: `no-cache`, `pull`, or both with a space between.
    static let buildVariable = "SLIPWAY_BUILD"

    /// What asked for this deploy.
    public static var origin: Release.Origin {
        Environment.value(originVariable).flatMap(Release.Origin.init(rawValue:)) ?? .push
    }

    /// Whether this deploy waited for another, so that its branch may have moved on meanwhile.
    public static var hasWaited: Bool { Environment.value(waitedVariable) != nil }

    /// How to build, as `slipway deploy` was told.
    public static var buildOptions: Set<BuildOption> {
        Set(
            (Environment.value(buildVariable) ?? "").split(separator: " ").compactMap {
                BuildOption(rawValue: String($0))
            })
    }

    /// The path of this deploy's log.
    static var log: String? { Environment.value(logVariable) }

    /// Its file name, as a release's record has it.
    public static var logName: String? { log?.split(separator: "/").last.map(String.init) }

    /// When the push or the command began, for the total that people are told: `Instant.text`.
    public static let beganVariable = "SLIPWAY_BEGAN"

    /// When what this process works on began, the gate included.
    public static var began: Instant { Environment.value(beganVariable).flatMap(Instant.init(text:)) ?? .now }

    /// The app that this process works for.
    public static func app() throws -> AppName {
        guard let name = Environment.value(appVariable) else {
            throw Failure(
                .usage, "no app: \(appVariable) is not set",
                hint: "the hooks are run by slipway-shell, and 'slipway deploy APP' runs the chain by hand")
        }
        return try AppName(name)
    }

    public static var user: String { Environment.value(userVariable) ?? "host" }

    /// Keeps the lock's descriptor out of every process that this one starts, so that no orphan can hold it.
    static func holdLockAlone() {
        guard let number = Environment.value(lockVariable).flatMap(Int32.init) else { return }
        _ = fcntl(number, F_SETFD, FD_CLOEXEC)
    }

    /// Where the reason of the deploy with this log is noted.
    static func reasonPath(_ log: String) -> String { "\(log).reason" }

    /// Notes why a stage failed, the first time; what fails after it follows from it.
    static func note(_ reason: Reason) {
        guard let path = Environment.value(reasonVariable), !Files.exists(path) else { return }
        try? Files.write(path, (try? JSON.line(reason)) ?? "")
    }

    /// The release's record has what was noted beside the log.
    public static func forgetNotes() { if let log { forgetNotes(of: log) } }

    static func forgetNotes(of log: String) {
        for path in [reasonPath(log), Cancellation.path(log)] { unlink(path) }
    }

    /// Why the chain stopped, where a stage said so.
    public static func reason() -> Reason? {
        guard let path = Environment.value(reasonVariable), let text = try? Files.read(path) else { return nil }
        return try? JSON.decode(Reason.self, from: text.utf8, source: path)
    }
}
