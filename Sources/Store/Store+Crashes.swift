import Model
import System

extension Store {
    /// How many of an app's deaths are kept.
    public static var keptCrashes: Int { 50 }

    /// An app's deaths that are kept, the newest first.
    public func crashes(of app: AppName) throws -> [Crash] {
        try records(Crash.self, StoreKey.crashes(app)).sorted { ($0.time, $0.unit) > ($1.time, $1.unit) }
    }

    /// Whether a unit's death is recorded.
    public func hasCrash(_ app: AppName, unit: String) throws -> Bool { try get(StoreKey.crash(app, unit)) != nil }

    /// Records a death, once a unit; the oldest beyond those that are kept go. A unit dies once: the swarm makes
    /// another container in its place.
    /// - Returns: False where it was recorded already, its app is gone or was made after it, or it is older than all
    ///   that are kept.
    @discardableResult
    public func recordCrash(_ crash: Crash) throws -> Bool {
        guard try app(crash.app).map({ $0.created <= crash.time }) == true else { return false }
        let key = StoreKey.crash(crash.app, crash.unit)
        guard try put(key, JSON.line(crash), expecting: 0) else { return false }
        // Looked at again: an app that was destroyed meanwhile leaves nothing.
        guard try app(crash.app) != nil else {
            try delete(key, expecting: nil)
            return false
        }
        let surplus = try crashes(of: crash.app).dropFirst(Self.keptCrashes)
        for old in surplus { try delete(StoreKey.crash(old.app, old.unit), expecting: nil) }
        return !surplus.contains { $0.unit == crash.unit }
    }
}
