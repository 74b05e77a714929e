import Model
import Store
import System

/// Intent from the Store: apps, their domains, and the routed service of each live release.
public final class StoreIntent: IntentSource {
    /// What a live release routes to. What a release describes never changes, so it is read once; an app that was
    /// destroyed and made anew has another time of creation, and an entry ends after some seconds all the same.
    private struct Routed: Sendable {
        let created: Int
        let release: ReleaseNumber
        let live: Intent.Live?
        let read: Instant
    }

    private let store: any Store
    private let known = Shared<[AppName: Routed]>([:])

    /// Seconds that a release isn't read again for.
    private static let memory = 10.0

    /// - Parameter store: Asked every second and at every `sync`.
    public init(_ store: any Store) { self.store = store }

    /// One for each app, by name.
    public func intents() throws -> [Intent] {
        let domains = Dictionary(grouping: try store.domains(), by: \.value).mapValues { $0.map(\.key).sorted() }
        let before = known.value
        var after: [AppName: Routed] = [:]
        let intents = try store.apps().map { app in
            var live: Intent.Live?
            if let release = app.live {
                let routed = try routed(app, release, before[app.name])
                after[app.name] = routed
                live = routed.live
            }
            return Intent(app: app.name, domains: domains[app.name] ?? [], live: live, page: Self.page(app))
        }
        let now = after
        known.update { $0 = now }
        return intents
    }

    /// Who works on an app wants visitors to know that, whether it is stopped meanwhile or not.
    private static func page(_ app: App) -> Intent.Page? {
        if app.isInMaintenance == true { return .maintenance }
        return app.isStopped == true ? .stopped : nil
    }

    private func routed(_ app: App, _ number: ReleaseNumber, _ known: Routed?) throws -> Routed {
        if let known, known.release == number, known.created == app.created, known.read.elapsed < Self.memory {
            return known
        }
        let service = try store.release(app.name, number)?.routed
        let live = service.flatMap { service in
            service.port.map { Intent.Live(service: service.engineName, port: $0) }
        }
        return Routed(created: app.created, release: number, live: live, read: Instant.now)
    }
}
