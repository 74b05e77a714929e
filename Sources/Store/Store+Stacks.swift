import Model
import System

/// The stack of a release: sealed, since the values of the app's configuration stand in it and what its secrets hold.
extension Store {
    /// The stack that a release runs. One of an earlier version has none.
    public func stack(_ app: AppName, _ release: ReleaseNumber, _ key: SealingKey) throws -> Stack? {
        let path = StoreKey.stack(app, release)
        guard let entry = try get(path) else { return nil }
        let text = try key.open(entry.value, for: path)
        return try JSON.decode(Stack.self, from: text.exposed.utf8, source: "the store's '\(path)'")
    }

    /// Keeps the stack of a release that was just opened. Whoever calls this holds the app's lock.
    public func saveStack(_ stack: Stack, _ app: AppName, _ release: ReleaseNumber, _ key: SealingKey) throws {
        let path = StoreKey.stack(app, release)
        // What is there was left by an app of this name that was not destroyed to its end.
        try put(path, key.seal(try JSON.line(stack), for: path), expecting: nil)
    }
}
