import Model
import System

extension Store {
    /// All keys, by name.
    public func keys() throws -> [Key] { try records(Key.self, StoreKey.keys) }

    /// The key of that name, where there is one.
    public func key(_ name: KeyName) throws -> Key? { try record(Key.self, StoreKey.key(name))?.value }

    /// The key with that fingerprint, where there is one.
    public func key(fingerprint: String) throws -> Key? { try keys().first { $0.fingerprint == fingerprint } }

    /// Adds a key under a name that is free; the same key under two names is refused, since a push could come from
    /// either.
    @discardableResult
    public func addKey(_ name: KeyName, _ publicKey: PublicKey, added: Int = secondsSince1970()) throws -> Key {
        let key = Key(name: name, key: publicKey, added: added)
        if let other = try keys().first(where: { $0.fingerprint == key.fingerprint && $0.name != name }) {
            throw duplicate(key, of: other.name)
        }
        let path = StoreKey.key(name)
        guard try put(path, JSON.line(key), expecting: 0) else {
            throw Failure(
                .usage, "key '\(name)' exists",
                hint: "choose another name, or remove it first: slipway key remove \(name)")
        }
        // Of two that add one key under two names at once, both see all that was written before their own; the
        // earlier one stays.
        let entries = try list(StoreKey.keys)
        guard let own = entries.first(where: { $0.key == path }) else { return key }
        for entry in entries where entry.index < own.index {
            let other = try entry.decoded(Key.self)
            guard other.fingerprint == key.fingerprint else { continue }
            try delete(path, expecting: own.index)
            throw duplicate(key, of: other.name)
        }
        return key
    }

    /// Removes a key; a failure where there is none of that name.
    /// - Returns: What was removed.
    @discardableResult
    public func removeKey(_ name: KeyName) throws -> Key {
        guard let key = try key(name) else {
            throw Failure(.notFound, "no key '\(name)'", hint: "see which there are: slipway key list")
        }
        try delete(StoreKey.key(name), expecting: nil)
        return key
    }

    private func duplicate(_ key: Key, of name: KeyName) -> Failure {
        Failure(
            .usage, "cannot add key '\(key.name)': it is the same key as '\(name)' (\(key.fingerprint))",
            hint: "use '\(name)', or remove it first: slipway key remove \(name)")
    }
}
