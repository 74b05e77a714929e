import Model
import System

extension Store {
    /// All apps, by name.
    public func apps() throws -> [App] { try records(App.self, StoreKey.apps) }

    /// The app, where there is one of that name.
    public func app(_ name: AppName) throws -> App? { try record(App.self, StoreKey.app(name))?.value }

    /// The app, or a failure that says that there is none.
    public func existingApp(_ name: AppName) throws -> App {
        guard let app = try app(name) else { throw missing(name) }
        return app
    }

    /// Creates an app that isn't there yet; of two at once, one wins and the other fails.
    /// - Parameter domain: The first domain it answers under; a failure where another app has it.
    @discardableResult
    public func createApp(_ name: AppName, domain: Domain?, created: Int = secondsSince1970()) throws -> App {
        // Looked at first, so that the app is made and taken back only where two want the domain at once.
        if let domain { try checkFree(domain, for: name) }
        let app = App(name: name, created: created)
        guard try put(StoreKey.app(name), JSON.line(app), expecting: 0) else {
            throw Failure(.usage, "app '\(name)' exists", hint: "choose another name, or see it: slipway app list")
        }
        guard let domain else { return app }
        do {
            try addDomain(domain, to: name)
        } catch {
            try? deleteApp(name)
            throw error
        }
        return app
    }

    /// Changes an app's record by compare-and-set, reading it anew where another was faster.
    /// - Returns: The record as it was written.
    @discardableResult
    public func updateApp(_ name: AppName, _ change: (inout App) throws -> Void) throws -> App {
        try updateRecord(App.self, StoreKey.app(name), missing: missing(name), change)
    }

    /// Removes an app with its releases, crashes and domains; the app itself goes last, so that one that was killed half-way
    /// can be repeated. Whoever calls this holds the app's lock.
    public func destroyApp(_ name: AppName) throws {
        _ = try existingApp(name)
        for domain in try domains(of: name) { try removeDomain(domain, from: name) }
        for prefix in [
            StoreKey.releases(name), StoreKey.stacks(name), StoreKey.configurations(name), StoreKey.crashes(name),
        ] {
            for entry in try list(prefix) { try delete(entry.key, expecting: nil) }
        }
        try deleteApp(name)
    }

    private func deleteApp(_ name: AppName) throws { try delete(StoreKey.app(name), expecting: nil) }

    func missing(_ name: AppName) -> Failure {
        Failure(.notFound, "no app '\(name)'", hint: "see which there are: slipway app list")
    }
}
