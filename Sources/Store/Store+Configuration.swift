import Model
import System

/// Variables that an app's units get. A snapshot never changes: a change makes another, and a release names the
/// one that it runs with.
public typealias Configuration = [VariableName: Sensitive<String>]

extension Store {
    /// What a snapshot holds; nil stands for none.
    public func configuration(_ app: AppName, _ number: Int?, _ key: SealingKey) throws -> Configuration {
        guard let number else { return [:] }
        let path = StoreKey.configuration(app, number)
        guard let entry = try get(path) else {
            throw Failure(.notFound, "app '\(app)' has no configuration \(number)")
        }
        let text = try key.open(entry.value, for: path)
        let values = try JSON.decode([String: String].self, from: text.exposed.utf8, source: "the store's '\(path)'")
        return Dictionary(
            uniqueKeysWithValues: try values.map { (try VariableName($0.key), Sensitive($0.value)) })
    }

    /// Writes a snapshot that differs from another by what is set and unset; its number. Whoever calls this holds
    /// the app's lock.
    public func addConfiguration(
        _ app: AppName, from number: Int?, set: Configuration, unset: [VariableName], _ key: SealingKey
    ) throws -> Int {
        var values = try configuration(app, number, key)
        for name in unset where values.removeValue(forKey: name) == nil {
            throw Failure(
                .notFound, "'\(app)' has no variable '\(name)'", hint: "see which there are: slipway config list \(app)"
            )
        }
        values.merge(set) { $1 }
        let plain = Dictionary(uniqueKeysWithValues: values.map { ($0.key.rawValue, $0.value.exposed) })
        let text = try JSON.line(plain)
        guard text.utf8.count <= Self.longestConfiguration else {
            throw Failure(
                .badData, "the configuration of '\(app)' would be longer than \(Self.longestConfiguration >> 10) KiB")
        }
        let newest = try list(StoreKey.configurations(app)).last.flatMap {
            Int($0.key.split(separator: "/").last ?? "")
        }
        for next in (newest ?? 0) + 1..<(newest ?? 0) + 1 + Self.tries {
            let path = StoreKey.configuration(app, next)
            if try put(path, key.seal(text, for: path), expecting: 0) { return next }
        }
        throw busy(StoreKey.configurations(app))
    }

    /// Removes a snapshot that no release needs.
    public func deleteConfiguration(_ app: AppName, _ number: Int) throws {
        try delete(StoreKey.configuration(app, number), expecting: nil)
    }

    /// The numbers of an app's snapshots.
    public func configurations(of app: AppName) throws -> [Int] {
        try list(StoreKey.configurations(app)).compactMap { Int($0.key.split(separator: "/").last ?? "") }
    }

    /// The swarm's log takes no entry over a megabyte or so, and writes several units' definitions, variables and all,
    /// in one: beyond that it can't start any unit of any app.
    private static var longestConfiguration: Int { 64 << 10 }
}
