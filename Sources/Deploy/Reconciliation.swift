import Engine
import Model
import Pipeline
import Store
import System

/// Brings the engine back to what is live, where something was cut off in the middle.
public struct Reconciliation {
    private let runner: Runner

    public init() throws { runner = try Runner() }

    /// Removes what a deploy that was cut off left of an app, and gives its live services their number of units.
    ///
    /// - Returns: False where the app is being worked on: that work reconciles by itself.
    public func run(_ app: AppName) throws -> Bool {
        guard let lock = try FileLock.tryAcquire(runner.folder.lock(app)) else { return false }
        return try withExtendedLifetime(lock) {
            guard let record = try runner.store.app(app) else { return true }
            let release = try record.live.flatMap { try runner.store.release(app, $0) }
            let facts = try runner.facts(app)
            for name in Set(facts.services.keys).subtracting(facts.live) { _ = try runner.engine.removeService(name) }
            guard let release else { return true }
            try runner.reconcile(release) { record.isStopped == true ? 0 : $0.replicas }
            return true
        }
    }
}
