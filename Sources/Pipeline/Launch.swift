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
    public static let appVariable = "SLIPWAY_APP"
    /// The descriptor on which slipway-shell hears how a push ended.
    public static let resultVariable = "SLIPWAY_RESULT_FD"

    /// The commit that this deploy is of.
    static let commitVariable = "SLIPWAY_COMMIT"

    /// The commit that this deploy is of, where a launcher says so.
    public static var commit: ObjectID? { Environment.value(commitVariable).flatMap(ObjectID.init(rawValue:)) }

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

    /// Notes why a stage failed, the first time; what fails after it follows from it.
    static func note(_ reason: Reason) {
        guard let path = Environment.value(reasonVariable), !Files.exists(path) else { return }
        try? Files.write(path, (try? JSON.line(reason)) ?? "")
    }

    /// Why the chain stopped, where a stage said so.
    public static func reason() -> Reason? {
        guard let path = Environment.value(reasonVariable), let text = try? Files.read(path) else { return nil }
        return try? JSON.decode(Reason.self, from: text.utf8, source: path)
    }
}
