import Engine
import Model
import Pipeline
import Store
import System

extension Sweep {
    /// For how long an image that was never pushed may be what a push is waiting with, in seconds: the gate builds
    /// before the app's lock is taken.
    static let freshness = 3600

    /// Keeps builds of an app out; nil where one goes on, at the gate or in the chain. `Build.Export` shares this lock.
    func lockBuilds(of app: AppName) throws -> FileLock? {
        try Files.makeFolder("\(folder.builds)/\(app)")
        return try FileLock.tryAcquire(folder: "\(folder.builds)/\(app)")
    }

    /// What there is of an app; its lock is held.
    func facts(of app: AppName, isBuilding: Bool) throws -> AppFacts {
        let label = "\(EngineLabel.app)=\(app)"
        var facts = AppFacts(app: app, registry: settings.registry)
        let record = try store.app(app)
        facts.live = record?.live
        facts.configuration = record?.configuration
        facts.configurations = try store.configurations(of: app)
        facts.releases = try store.releases(of: app)
        facts.services = try engine.services(labels: [label])
        facts.containers = try engine.containers(all: true, labels: [label])
        // What was built carries the label; what came ready has a name of ours.
        let built = try engine.images(labels: [label])
        let named = try engine.images(named: "\(settings.registry)/\(app)/*")
        facts.images = built + named.filter { image in !built.contains { $0.id == image.id } }
        facts.files = try SwarmFile.Kind.allCases.flatMap { try engine.files($0, labels: [label]) }
        facts.networks = try engine.networks(labels: [label])
        facts.isBuilding = isBuilding
        facts.fresh = try fresh(facts.images)
        facts.answering = answering(facts)
        facts.repositories = storage.repositories(of: app)
        facts.logs = files(in: "\(folder.logs)/\(app)")
        // Trees that builds exported and didn't remove: none is in use while no build goes on.
        if !isBuilding { facts.exports = files(in: "\(folder.builds)/\(app)").filter { Self.isExport($0.name) } }
        return facts
    }

    /// One that was pushed has been a release's, whatever became of that.
    private func fresh(_ images: [ImageSummary]) throws -> Set<String> {
        let since = secondsSince1970() - Self.freshness
        let fresh = try images.filter { AppFacts.ours($0, at: settings.registry).isEmpty }.filter {
            // BuildKit in the engine gives names without a note of when; one made of cached steps is as old as they are.
            let tagged = try engine.image($0.id)?.lastTagged?.nanoseconds ?? 0
            return max(tagged / 1_000_000_000, $0.created) > since
        }
        return Set(fresh.map(\.id))
    }

    /// The router is asked only where there is a service that could go.
    private func answering(_ facts: AppFacts) -> Set<String> {
        let live = facts.releases.first { $0.number == facts.live }
        let old = Set(facts.services.map(\.name)).subtracting(live?.services.map(\.engineName) ?? [])
        guard !old.isEmpty, let state = try? router.sync() else { return [] }
        return old.filter { (state.services[$0]?.sessions ?? 0) > 0 }
    }

    func files(in path: String) -> [AppFacts.File] {
        Files.names(in: path).compactMap { file("\(path)/\($0)") }
    }

    private func file(_ path: String) -> AppFacts.File? {
        Files.changed(path).map { AppFacts.File(path: path, changed: $0, bytes: Files.bytes(path)) }
    }

    /// As `Build.Export` names them, and `Repository` while they are made: other folders lie beside them where an app
    /// is called `docker`.
    static func isExport(_ name: String) -> Bool {
        let parts = name.split(separator: "-", maxSplits: 1)
        return parts.count == 2 && parts[0].count == 16 && parts[0].allSatisfy(\.isHexDigit)
            && parts[1].first?.isNumber == true
    }
}
