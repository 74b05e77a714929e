import Model
import Store
import System

/// The Store as the router's source of intent.
public final class StoreIntents: IntentSource {
    private let store: any Store
    /// What releases run never changes, so each is read once.
    private let known = Shared<[AppName: (ReleaseNumber, Intent.Live?)]>([:])

    public init(_ store: any Store) { self.store = store }

    public func intents() throws -> [Intent] {
        var domains: [AppName: [Domain]] = [:]
        for (domain, app) in try store.domains() { domains[app, default: []].append(domain) }
        return try store.apps().map { app in
            Intent(app: app.name, domains: (domains[app.name] ?? []).sorted(), live: try app.live.flatMap { try live(app.name, $0) })
        }
    }

    private func live(_ app: AppName, _ number: ReleaseNumber) throws -> Intent.Live? {
        if let (release, live) = known.value[app], release == number { return live }
        let routed = try store.release(app, number)?.routed
        let live = routed.flatMap { service in service.port.map { Intent.Live(service: service.engineName, port: $0) } }
        known.update { $0[app] = (number, live) }
        return live
    }
}
