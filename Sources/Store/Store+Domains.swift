import Model
import System

extension Store {
    /// Which app answers under which domain.
    public func domains() throws -> [Domain: AppName] {
        var owners: [Domain: AppName] = [:]
        for entry in try list(StoreKey.domains) {
            owners[try Domain(String(entry.key.dropFirst(StoreKey.domains.count)))] = try AppName(entry.value)
        }
        return owners
    }

    /// An app's domains, in order.
    public func domains(of app: AppName) throws -> [Domain] {
        try domains().filter { $0.value == app }.map(\.key).sorted()
    }

    /// Gives a domain to an app; one that it has already is no error.
    public func addDomain(_ domain: Domain, to app: AppName) throws {
        let key = StoreKey.domain(domain)
        for attempt in 0..<Self.tries {
            let entry = try get(key)
            if let entry {
                let owner = try AppName(entry.value)
                if owner == app { return }
                // An app is made before its domains and goes after them: a domain whose app isn't there was left
                // over by somebody who was killed, and is free.
                if try self.app(owner) != nil { throw taken(domain, by: owner) }
            }
            if try put(key, app.rawValue, expecting: entry?.index ?? 0) { return }
            pause(after: attempt)
        }
        throw busy(key)
    }

    /// Takes a domain from an app; another app's is left alone.
    /// - Returns: False where the app didn't have it.
    @discardableResult
    public func removeDomain(_ domain: Domain, from app: AppName) throws -> Bool {
        let key = StoreKey.domain(domain)
        for attempt in 0..<Self.tries {
            guard let entry = try get(key), entry.value == app.rawValue else { return false }
            if try delete(key, expecting: entry.index) { return true }
            pause(after: attempt)
        }
        throw busy(key)
    }

    /// Fails where another app has the domain.
    public func checkFree(_ domain: Domain, for app: AppName) throws {
        if let owner = try owner(of: domain), owner != app { throw taken(domain, by: owner) }
    }

    /// The app that has a domain, where it still is.
    func owner(of domain: Domain) throws -> AppName? {
        guard let entry = try get(StoreKey.domain(domain)) else { return nil }
        return try app(AppName(entry.value))?.name
    }

    func taken(_ domain: Domain, by owner: AppName) -> Failure {
        Failure(.usage, "domain '\(domain)' belongs to app '\(owner)'", hint: "choose another domain")
    }
}
