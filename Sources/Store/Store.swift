import Model

/// One key with its value.
public struct Entry: Sendable, Equatable {
    /// A path of names.
    public let key: String
    /// UTF-8 text of any length.
    public let value: String
    /// Grows with every change of this key; what a compare-and-set compares.
    public let index: Int

    /// What a backend found.
    public init(key: String, value: String, index: Int) {
        self.key = key
        self.value = value
        self.index = index
    }
}

/// Keys with compare-and-set, as Consul's KV has them: the home of intent.
///
/// Keys are paths of names joined by '/'. SQLite is behind it on one host, Consul on many; both pass one contract
/// test (Tests/StoreTests).
public protocol Store: Sendable {
    /// The key with its value and index, where it is there.
    func get(_ key: String) throws -> Entry?

    /// All keys that start with the prefix, in the order of their bytes.
    func list(_ prefix: String) throws -> [Entry]

    /// Writes where the key's index still is `expected`; 0: where there is no such key; nil: in any case.
    /// False where it isn't.
    @discardableResult
    func put(_ key: String, _ value: String, expecting expected: Int?) throws -> Bool

    /// Removes where the key's index still is `expected`; nil: in any case. False where it isn't, also where another
    /// was faster to remove it.
    @discardableResult
    func delete(_ key: String, expecting expected: Int?) throws -> Bool
}
