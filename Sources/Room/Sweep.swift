import Engine
import Model
import Pipeline
import Push
import Routing
import Store
import System

/// Removes what nothing needs any more, or only says what that is. It touches nothing but what carries our labels or
/// lies in our data folder.
public struct Sweep {
    /// What came of one.
    public struct Outcome {
        /// What was removed; of a preview, what would be.
        public internal(set) var removed: [Leftover] = []
        /// What could not be removed, each in a line. It stops nothing else.
        public internal(set) var problems: [Failure] = []
        /// How many things somebody uses who is about to end: the next time.
        public internal(set) var inUse = 0
        /// The apps that are being deployed: they are swept after that.
        public internal(set) var busy: [AppName] = []

        /// Whether another sweep will find more to do.
        public var isComplete: Bool { inUse == 0 && busy.isEmpty && problems.isEmpty }

        mutating func add(_ other: Outcome) {
            removed += other.removed
            problems += other.problems
            inUse += other.inUse
            busy += other.busy
        }

        mutating func attempt(_ body: (inout Outcome) throws -> Void) {
            do {
                try body(&self)
            } catch {
                problems.append(error as? Failure ?? Failure(.unavailable, "\(error)"))
            }
        }
    }

    let folder: Folder
    let settings: Settings
    let engine: Engine
    let store: any Store
    let router: RouterClient
    let registry: PrivateRegistry
    let storage: RegistryStorage
    let collector: Collector
    /// Removes nothing.
    let isPreview: Bool
    /// Whose work it is, as those hear who wait for it.
    let user: String

    public init(_ folder: Folder, _ settings: Settings, _ store: any Store, user: String, isPreview: Bool = false)
        throws
    {
        self.folder = folder
        self.settings = settings
        self.store = store
        self.isPreview = isPreview
        self.user = user
        engine = Engine(socket: settings.engineSocket)
        router = RouterClient(socket: folder.routerSocket)
        registry = PrivateRegistry(settings, try RegistryCredentials.load(folder, settings))
        storage = RegistryStorage(folder)
        collector = Collector(folder)
    }

    /// All apps, what is left of those that aren't there any more, the registry's blobs and the build cache.
    /// - Parameter measured: Whether to find out what each frees, which the engine takes its time for.
    public func all(measured: Bool = false) -> Outcome {
        var outcome = Outcome()
        var measure: Measure?
        outcome.attempt { _ in measure = measured ? try Measure(engine, storage) : nil }
        outcome.attempt {
            for app in try store.apps() { $0.add(sweep(app.name, measure)) }
        }
        outcome.attempt {
            for app in try strays() { $0.add(sweepStray(app, measure)) }
        }
        outcome.add(sweepServer(measure))
        return outcome
    }

    /// One app; the registry's blobs of it are left to `collect`.
    func app(_ name: AppName) -> Outcome { sweep(name, nil) }

    private func sweep(_ app: AppName, _ measure: Measure?) -> Outcome {
        underLock(of: app) {
            guard try store.app(app) != nil else { return Outcome() }
            // The gate builds without the app's lock: while it does, and from here on, this one keeps the two apart.
            let builds = try lockBuilds(of: app)
            defer { withExtendedLifetime(builds) {} }
            let plan = AppPlan(try facts(of: app, isBuilding: builds == nil), keep: settings.keep)
            var outcome = carryOut(plan.leftovers, measure)
            outcome.inUse += plan.inUse
            return outcome
        }
    }

    func underLock(of app: AppName, _ body: () throws -> Outcome) -> Outcome {
        var outcome = Outcome()
        outcome.attempt { outcome in
            guard let lock = try FileLock.tryAcquire(folder.lock(app)) else {
                outcome.busy = [app]
                return
            }
            // Who waits for it is told what for.
            if !isPreview { try? Holder(work: "the cleaning up", user: user).write(to: lock) }
            try withExtendedLifetime(lock) { outcome.add(try body()) }
        }
        return outcome
    }

    /// What belongs to no app: the registry's blobs, and the engine's build cache.
    private func sweepServer(_ measure: Measure?) -> Outcome {
        var outcome = isPreview ? Outcome() : collect()
        let kept = settings.buildCache << 30
        var cache = Leftover(.buildCache(keeping: kept), of: nil)
        // Without a measure the engine finds out itself whether there is more.
        if let measure {
            guard measure.buildCache > kept else { return outcome }
            cache.bytes = measure.buildCache - kept
        }
        outcome.attempt {
            let freed = isPreview ? cache.bytes ?? 0 : try engine.pruneBuildCache(keeping: kept)
            if freed > 0 { $0.removed.append(cache) }
        }
        return outcome
    }

    /// How long the collector waits for pushes to end, in seconds.
    private static let patience = 10.0

    /// The registry's blobs that no manifest needs. Its collector reads the whole registry, and pushes wait for it.
    func collect() -> Outcome {
        var outcome = Outcome()
        outcome.attempt { if try !collector.run(waiting: Self.patience) { $0.inUse += 1 } }
        return outcome
    }
}

/// What each removal frees: asked once, so that a preview and a sweep say the same.
final class Measure {
    private let images: [String: Int]
    let buildCache: Int
    private let registry: RegistryBytes

    init(_ engine: Engine, _ storage: RegistryStorage) throws {
        let usage = try engine.diskUsage()
        images = usage.images
        buildCache = usage.buildCache
        registry = RegistryBytes(storage)
    }

    func measured(_ leftover: Leftover) -> Leftover {
        var leftover = leftover
        switch leftover.thing {
        case .image(_, let id): leftover.bytes = images[id]
        case .manifest(let image): leftover.bytes = registry.removing(image.digest)
        default: break
        }
        return leftover
    }
}
