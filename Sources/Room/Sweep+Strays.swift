import Engine
import Model
import Store
import System

extension Sweep {
    /// Apps of which something is left, and that the Store doesn't have: their removal was cut off.
    ///
    /// Only those that this server has had, which their locks tell: an engine may serve others besides.
    func strays() throws -> [AppName] {
        var names = Set(storage.apps + Files.names(in: folder.logs).compactMap(AppName.init(rawValue:)))
        let labels =
            try engine.services(labels: [EngineLabel.app]).map(\.labels)
            + engine.containers(all: true, labels: [EngineLabel.app]).map(\.labels)
            + engine.networks(labels: [EngineLabel.app]).map(\.labels)
            + engine.images(labels: [EngineLabel.app]).map(\.labels)
        names.formUnion(labels.compactMap { $0[EngineLabel.app].flatMap(AppName.init(rawValue:)) })
        let apps = Set(try store.apps().map(\.name))
        return names.subtracting(apps).filter { Files.exists(folder.lock($0)) }.sorted()
    }

    /// Under the app's lock, and only where it isn't there then either: it may be made just now.
    func sweepStray(_ app: AppName, _ measure: Measure?) -> Outcome {
        underLock(of: app) {
            guard try store.app(app) == nil else { return Outcome() }
            let builds = try lockBuilds(of: app)
            defer { withExtendedLifetime(builds) {} }
            let facts = try facts(of: app, isBuilding: builds == nil)
            let networks = try engine.networks(labels: ["\(EngineLabel.app)=\(app)"]).map(\.name)
            let plan = StrayPlan(
                facts, networks: networks, repositories: folder.registryRepositories(app),
                logs: "\(folder.logs)/\(app)")
            var outcome = carryOut(plan.leftovers, measure)
            outcome.inUse += plan.inUse
            return outcome
        }
    }
}

/// From what there is of an app that isn't in the Store, what can go now: all, but what units use that have to end.
struct StrayPlan: Equatable {
    private(set) var leftovers: [Leftover]
    private(set) var inUse = 0

    init(_ facts: AppFacts, networks: [String], repositories: String, logs: String) {
        var facts = facts
        // No release, so nothing is needed; and nobody waits with an image of an app that isn't there.
        facts.releases = []
        facts.live = nil
        facts.fresh = []
        facts.answering = []
        facts.networks = []
        let stored = !facts.repositories.isEmpty
        facts.repositories = []
        let hadLogs = !facts.logs.isEmpty
        let bytes = facts.logs.reduce(0) { $0 + $1.bytes }
        facts.logs = []
        let plan = AppPlan(facts, keep: 0)
        leftovers = plan.leftovers
        inUse = plan.inUse
        if facts.services.isEmpty, facts.containers.isEmpty {
            leftovers += networks.map { Leftover(.network($0), of: facts.app) }
        } else {
            inUse += networks.count
        }
        if stored { leftovers.append(Leftover(.repositories(path: repositories), of: facts.app)) }
        if hadLogs { leftovers.append(Leftover(.log(path: logs), of: facts.app, bytes: bytes)) }
    }
}
