import Model

/// One key with its value.
public struct Entry: Sendable, Equatable {
    public let key: String
    public let value: String
    /// Grows with every change of this key; what a compare-and-set compares.
    public let index: Int
}

/// Keys with compare-and-set, as Consul's KV has them: the home of intent.
///
/// Keys are paths of names joined by '/'. SQLite is behind it on one host, Consul on many; both pass one contract
/// test (Tests/StoreTests).
public protocol Store: Sendable {
    func get(_ key: String) throws -> Entry?

    /// All keys that start with the prefix, in order.
    func list(_ prefix: String) throws -> [Entry]

    /// Writes where the key's index still is `expected`; 0: where there is no such key; nil: in any case.
    /// False where it isn't.
    @discardableResult
    func put(_ key: String, _ value: String, expecting expected: Int?) throws -> Bool

    /// Removes where the key's index still is `expected`; nil: in any case. False where it isn't.
    @discardableResult
    func delete(_ key: String, expecting expected: Int?) throws -> Bool
}
