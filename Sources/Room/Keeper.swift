import Deploy
import Glibc
import Model
import Store
import System

/// Keeps the server in order: brings back what is live and sweeps all when it starts and every hour, and one app when
/// it hears that a release of it has ended. In between it waits in one poll(2).
public struct Keeper {
    /// Seconds between two sweeps of all.
    static let period = 3600.0
    /// Seconds from the first manifest that was removed to the registry's collector: it reads the whole registry, so it
    /// doesn't run after each release.
    static let collecting = 60.0
    /// Seconds from the word that a release has ended to its sweep: its chain holds the app's lock for a moment more.
    static let settling = 0.3
    /// The longest pause before another try where something was still in use, in seconds.
    static let longestPause = 300.0

    private let folder: Folder
    private let store: any Store
    private var due = Due()

    public init(_ folder: Folder) throws {
        self.folder = folder
        store = try SQLiteStore(folder.store)
    }

    /// Until a signal ends it.
    public mutating func run() throws {
        let listener = try UnixSocket.listen(folder.keeperSocket)
        listener.setNonBlocking()
        due.add(.all, in: 1)
        while true {
            let wait = Int32(min(due.wait * 1000, 3_600_000).rounded(.up))
            var entry = pollfd(fd: listener.number, events: Int16(POLLIN), revents: 0)
            if poll(&entry, 1, wait) > 0 { listen(listener) }
            for job in due.take() { carryOut(job) }
        }
    }

    private mutating func listen(_ listener: Descriptor) {
        guard let connection = try? UnixSocket.accept(listener) else {
            usleep(10_000)
            return
        }
        // Whoever connects writes at once or not at all.
        connection.setNonBlocking()
        var entry = pollfd(fd: connection.number, events: Int16(POLLIN), revents: 0)
        guard poll(&entry, 1, 100) > 0, let bytes = try? connection.read(upTo: 256) else { return }
        let word = String(decoding: bytes, as: UTF8.self)
        let job = word == Self.everything ? Job.all : AppName(rawValue: word).map(Job.app)
        guard let job else { return }
        due.settled(job)
        due.add(job, in: Self.settling)
    }

    /// What asks for a sweep of all, in place of an app's name.
    public static let everything = "*"

    private mutating func carryOut(_ job: Job) {
        do {
            let sweep = try Sweep(folder, Settings.load(folder), store, user: "slipway")
            switch job {
            case .all:
                due.add(.all, in: Self.period)
                for app in try store.apps() { reconcile(app.name) }
                let outcome = sweep.all()
                note(outcome, "all")
                for app in outcome.busy { due.add(.app(app), in: 1) }
                if outcome.inUse > 0 || !outcome.problems.isEmpty { due.retry(.all) } else { due.settled(.all) }
            case .app(let app):
                reconcile(app)
                let outcome = sweep.app(app)
                note(outcome, app.rawValue)
                if sweep.collector.hasWork { due.add(.blobs, in: Self.collecting) }
                if outcome.isComplete { due.settled(job) } else { due.retry(job) }
            case .blobs:
                let outcome = sweep.collect()
                note(outcome, "registry")
                if outcome.isComplete { due.settled(job) } else { due.retry(job) }
            }
        } catch {
            Report.problem("\(error)")
            due.retry(job)
        }
    }

    private func reconcile(_ app: AppName) {
        do { try Reconciliation(folder).run(app) } catch { Report.problem("\(app): \(error)") }
    }

    private func note(_ outcome: Sweep.Outcome, _ what: String) {
        if !outcome.removed.isEmpty {
            let counts = Dictionary(outcome.removed.map { ($0.kind, 1) }, uniquingKeysWith: +).sorted { $0 < $1 }
            Report.line("\(what): removed \(counts.map { "\($0.value) \($0.key)" }.joined(separator: ", "))")
        }
        for problem in outcome.problems { Report.problem("\(what): \(problem.message)") }
    }
}

/// What the keeper sweeps at a time.
enum Job: Hashable {
    case all
    case app(AppName)
    case blobs
}

/// What is to be done when: at most one time a job.
struct Due {
    private var times: [Job: Instant] = [:]
    private var pauses: [Job: Double] = [:]

    /// At that time, or before where it was due earlier.
    mutating func add(_ job: Job, in seconds: Double) {
        let time = Instant.now.advanced(by: seconds)
        times[job] = min(times[job] ?? time, time)
    }

    /// Once more, after a pause that doubles with each time.
    mutating func retry(_ job: Job) {
        let pause = min((pauses[job] ?? 0.25) * 2, Keeper.longestPause)
        pauses[job] = pause
        add(job, in: pause)
    }

    mutating func forget(_ job: Job) { times[job] = nil }

    /// It came to its end, or begins anew.
    mutating func settled(_ job: Job) { pauses[job] = nil }

    /// Seconds until the next one.
    var wait: Double { times.values.min()?.remaining ?? 3600 }

    /// What is due by now.
    mutating func take() -> [Job] {
        let ready = times.filter { $0.value.remaining == 0 }.map(\.key)
        for job in ready { forget(job) }
        return ready
    }
}
