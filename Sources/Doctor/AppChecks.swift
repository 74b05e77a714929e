import Engine
import Model
import Routing
import Store
import System

/// What is live: all of its units serve, and nothing else of it runs.
enum AppChecks {
    /// Seconds for which something may still be on its way.
    private static let patience = 3.0

    static let apps = Check("apps") { site in
        let store = try SQLiteStore(site.folder.store)
        guard (try? router(site)) != nil else {
            return [.warning("they are not looked at while the router does not answer", mend: "slipway doctor")]
        }
        // One that was worked on as this looked, or just after, is none to judge.
        var problems: [(app: AppName, verdict: Verdict)] = []
        _ = try poll(for: patience, every: 0.5) {
            problems = try problemsNow(site, store)
            return problems.isEmpty ? true : nil
        }
        problems = problems.filter { (try? FileLock.isHeld(site.folder.lock($0.app))) != true }
        problems += try restless(store)
        let live = try store.apps().filter { $0.live != nil }
        let stopped = live.count { $0.isStopped == true }
        let said = "\(live.count) live\(stopped > 0 ? ", of which \(stopped) stopped" : "")"
        return problems.isEmpty ? [.ok("\(said), with all units up and nothing left over")] : problems.map(\.verdict)
    }

    /// How far back a death tells of now, in seconds.
    private static let recent = 600

    /// Apps whose units come up and die again: all may be up at the moment of a look.
    private static func restless(_ store: SQLiteStore) throws -> [(app: AppName, verdict: Verdict)] {
        let since = secondsSince1970() - recent
        return try store.apps().compactMap { app in
            let deaths = try store.crashes(of: app.name).count { $0.time > since && $0.release == app.live }
            guard deaths > 0 else { return nil }
            return (
                app.name,
                .warning(
                    "units of '\(app.name)' died \(deaths) time\(deaths == 1 ? "" : "s") in the last ten minutes",
                    mend: "slipway crashes \(app.name)")
            )
        }
    }

    private static func router(_ site: Site) throws -> RouterState {
        try RouterClient(socket: site.folder.routerSocket).sync(within: 5)
    }

    private static func problemsNow(_ site: Site, _ store: SQLiteStore) throws -> [(app: AppName, verdict: Verdict)] {
        let apps = try store.apps()
        let services = Dictionary(grouping: try site.engine.services(labels: [EngineLabel.app])) { service in
            service.labels[EngineLabel.app] ?? ""
        }
        let state = try router(site)
        return try apps.flatMap { app -> [(app: AppName, verdict: Verdict)] in
            if try FileLock.isHeld(site.folder.lock(app.name)) { return [] }
            let release = try app.live.flatMap { try store.release(app.name, $0) }
            let domains = try store.domains(of: app.name)
            return verdicts(
                app, release, domains: domains, services: services[app.name.rawValue] ?? [], router: state
            ).map { (app.name, $0) }
        }
    }

    static func verdicts(
        _ app: App, _ release: Release?, domains: [Domain], services: [Service], router: RouterState
    ) -> [Verdict] {
        let wanted = Set(release?.services.map(\.engineName) ?? [])
        let left = services.map(\.name).filter { !wanted.contains($0) }.sorted()
        var verdicts = left.map { name in
            Verdict.failed("'\(app.name)' has service '\(name)' left over", mend: "slipway gc")
        }
        guard let release else { return verdicts }
        for service in release.services where service.runsOn {
            let count = app.isStopped == true ? 0 : service.replicas
            let found = services.first { $0.name == service.engineName }?.replicas
            if found != count {
                verdicts.append(
                    .failed(
                        "'\(app.name)' is to have \(count) × \(service.service), and the engine is told \(found ?? 0)",
                        mend: "slipway \(app.isStopped == true ? "ps stop" : "deploy") \(app.name)"))
            } else if service.port != nil, count > 0 {
                verdicts += serving(app, service, domains, router)
            }
        }
        return verdicts
    }

    private static func serving(
        _ app: App, _ service: ServiceRelease, _ domains: [Domain], _ router: RouterState
    ) -> [Verdict] {
        let up = router.up(service.engineName)
        let units = router.services[service.engineName]?.units ?? []
        let lost = domains.filter { router.hosts[$0.rawValue] != service.engineName }
        var verdicts = lost.map { domain in
            Verdict.failed("'\(domain)' does not lead to '\(app.name)'", mend: "slipway deploy \(app.name)")
        }
        if up < service.replicas {
            let drained = units.contains { $0.status == .draining }
            verdicts.append(
                .failed(
                    "'\(app.name)' has \(up) of \(service.replicas) × \(service.service) up"
                        + (drained ? "; one is out of service and its work was cut off" : ""),
                    mend: drained ? "slipway ps restart \(app.name)" : "slipway logs \(app.name)"))
        }
        return verdicts
    }
}
