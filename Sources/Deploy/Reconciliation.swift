import Engine
import Model
import Pipeline
import Store
import System

/// Brings an app's live services back to what is live, where something was cut off in the middle of a change: a
/// service that has gone is made again, and each gets its number of units.
public struct Reconciliation {
    private let runner: Runner

    public init(_ folder: Folder) throws { runner = try Runner(folder) }

    /// An app that is being worked on is left alone: that work reconciles by itself.
    public func run(_ app: AppName) throws {
        let holder = Holder(work: "the return to what is live", user: Launch.user)
        guard let lock = try FileLock.tryAcquire(runner.folder.lock(app), for: holder) else { return }
        try withExtendedLifetime(lock) {
            guard let record = try runner.store.app(app), let release = try runner.store.settleLive(app) else { return }
            runner.rotation.restoreUnits(of: app)
            try runner.reconcile(release) { record.isStopped == true ? 0 : $0.replicas }
        }
    }
}
