import Engine
import Model
import Store
import System

/// Keeps a record of every death of a unit that nobody had asked for: `slipway crashes`.
///
/// It follows the engine's events. A stream that breaks is taken up where it broke off, from what the engine
/// remembers; what it has forgotten is looked up in the containers that lie there ended. Each unit's death is
/// recorded under the unit's id, so seeing it twice, or by two recorders, records it once.
public final class CrashRecorder: Sendable {
    private let engine: Engine
    private let store: any Store
    private let subscription = Subscription()
    private let wake = Signal()

    public init(folder: Folder, settings: Settings) throws {
        engine = Engine(socket: settings.engineSocket)
        store = try SQLiteStore(folder.store)
    }

    init(engine: Engine, store: any Store) {
        self.engine = engine
        self.store = store
    }

    /// How many lines of a unit are kept, and how many bytes of each.
    static let keptLines = 50
    static let keptBytes = 500

    /// Seconds until an engine that doesn't answer is asked again.
    private static let pause = 1.0

    /// Blocks until `stop`; meant for a thread of its own.
    public func run() {
        var deaths = Deaths()
        // 0 would be no time to the engine; from 1970 on it is all that it remembers.
        var last = EngineTime(nanoseconds: 1_000_000_000)
        var problem: String?
        while !subscription.isCancelled {
            do {
                let past = try recordFound()
                if problem != nil { Report.line("crashes: all is well again") }
                problem = nil
                try engine.events(filters: Deaths.filters, since: last, subscription: subscription) { event in
                    // The last one before the stream broke comes again.
                    guard event.time > last else { return true }
                    var next = deaths
                    if let death = next.death(by: event), past.mayHold(death) { try record(death) }
                    (deaths, last) = (next, event.time)
                    return true
                }
            } catch {
                // The engine or the store is back soon; the event at which it stopped comes again then.
                if problem != "\(error)" { Report.line("crashes: \(error)") }
                problem = "\(error)"
            }
            if !subscription.isCancelled { wake.wait(for: Self.pause) }
        }
    }

    /// Has `run` return.
    public func stop() {
        subscription.cancel()
        wake.raise()
    }

    /// What was before this recorder began to follow. The engine's memory may begin between the `kill` and the `die`
    /// of a unit that was stopped: what happened in it is believed only where the swarm says the same.
    private struct Past {
        let end: EngineTime
        let tasks: [String: SwarmTask.State]

        func mayHold(_ death: Deaths.Death) -> Bool {
            guard death.time < end else { return true }
            return tasks[death.unit].map { [.failed, .rejected, .complete].contains($0) } ?? false
        }
    }

    /// Records what ended while nobody looked.
    private func recordFound() throws -> Past {
        let end = EngineTime.now
        let tasks = Dictionary(
            try engine.tasks().compactMap { task in task.containerID.map { ($0, task.state) } },
            uniquingKeysWith: { first, _ in first })
        for summary in try engine.containers(all: true, labels: [EngineLabel.app]) where summary.state == "exited" {
            guard let container = try engine.container(summary.id),
                let death = Deaths.found(container, task: tasks[summary.id])
            else { continue }
            try record(death)
        }
        return Past(end: end, tasks: tasks)
    }

    private func record(_ death: Deaths.Death) throws {
        // What is no unit of a service may end as it likes.
        guard death.labels["com.docker.swarm.task.id"] != nil,
            let app = death.labels[EngineLabel.app].flatMap(AppName.init(rawValue:)),
            try store.app(app) != nil, try !store.hasCrash(app, unit: death.unit)
        else { return }
        var ending = death.ending
        // It may be gone by now, and with it what it printed.
        if let container = try engine.container(death.unit) {
            ending.outOfMemory = ending.outOfMemory || container.state.oomKilled
            ending.memoryLimit = container.memoryLimit
        }
        try store.recordCrash(
            Crash(
                app: app, unit: death.unit,
                service: death.labels[EngineLabel.service].flatMap(ServiceName.init(rawValue:)),
                release: death.labels[EngineLabel.release].flatMap { Int($0) }.map(ReleaseNumber.init),
                time: death.time.seconds, ending: ending, lines: lines(of: death.unit)))
    }

    private func lines(of unit: String) -> [String] {
        var lines: [String] = []
        try? engine.containerLogs(unit, LogSelection(tail: Self.keptLines)) { line in
            lines.append(line.text.printable(Self.keptBytes).cut(toBytes: Self.keptBytes))
            return lines.count < Self.keptLines
        }
        return lines
    }
}

extension String {
    /// At most so many bytes, of whole characters.
    fileprivate func cut(toBytes limit: Int) -> String {
        guard utf8.count > limit else { return self }
        var text = ""
        var room = limit
        for scalar in unicodeScalars {
            room -= UTF8.width(scalar)
            guard room >= 0 else { break }
            text.unicodeScalars.append(scalar)
        }
        return text
    }
}
