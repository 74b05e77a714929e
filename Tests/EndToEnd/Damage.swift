import Glibc
import Model
import System
import TestSupport
import Testing

/// One case of the failure matrix: an app is live and asked, something breaks, and then all that must hold is looked
/// at. Cases share an app: that the one before left nothing behind is the next one's start.
final class Damage {
    /// What the case may show.
    struct Expectation {
        /// What may have become of the newest release; `none`: it was not opened.
        var outcomes: Set<String>
        /// What its reason says.
        var reason: String?
        /// Whether visitors may see an interruption: where the router or the engine itself is what breaks.
        var interrupts = false
        /// Whether the unit of the new release answers wrongly, as it was told to.
        var isIll = false
        /// Seconds until a release answers again.
        var within = 20.0

        /// The deploy fails and the old release goes on.
        static func failed(_ reason: String? = nil) -> Expectation { .init(outcomes: ["failed"], reason: reason) }
        /// Nobody was left to say so: the record is open, and its lock is free.
        static let abandoned = Expectation(outcomes: ["abandoned"])
        static let live = Expectation(outcomes: ["live"])
        /// No release was opened: the push ended at the gate.
        static let rejected = Expectation(outcomes: ["none"])
    }

    let name: String
    let app: TrialApp
    let server: TestServer
    /// What served before.
    private(set) var old: TrialApp.Release
    private let before: Inventory
    private let began = Instant.now
    /// What is worth a word in the transcript.
    var notes: [String] = []

    /// An app that is live, with nothing left over.
    init(_ name: String, _ app: TrialApp) throws {
        self.name = name
        self.app = app
        server = app.server
        if try app.releases.first?.outcome != "live" || app.answering == nil { try app.deploy() }
        var found = Self.settled(app)
        if found == nil {
            // What a case before this one left, it has answered for.
            try app.deploy()
            found = Self.settled(app)
        }
        old = try #require(try app.releases.first)
        before = try #require(found, "before the case: \((try? Inventory(of: app)).map(\.description) ?? "")")
    }

    /// Counts where one unit runs and nobody works; nil where that doesn't come to be.
    private static func settled(_ app: TrialApp) -> Inventory? {
        poll(for: 20, every: 0.2) {
            // The engine may be on its way back.
            guard let now = try? Inventory(of: app) else { return nil }
            return now.units == 1 && now.slots == 1 && now.isQuiet ? now : nil
        }
    }

    /// Runs the case and looks at everything afterwards.
    func run(_ expectation: Expectation, _ body: (Damage) throws -> Void) throws {
        let load = Load(app.name, on: server, rate: Transcript.isWanted ? 50 : 20)
        do { try body(self) } catch {
            _ = load.stop()
            throw error
        }
        let answering = try expectOneAnswers(expectation)
        try expectLedger(expectation, answering)
        let seen = load.stop()
        if !expectation.interrupts {
            let failures = seen.failures.filter { !(expectation.isIll && $0.kind == .status) }
            #expect(failures.isEmpty, "\(name): \(failures.prefix(3)); \(seen.summary)")
        }
        #expect(!seen.failures.contains { $0.kind == .wrongApp || $0.kind == .wrongBody }, "\(name): \(seen.failures)")
        #expect(seen.stale == 0, "\(name): the old release answered after the new one had: \(seen.summary)")

        // With no repair by hand.
        try app.deploy()
        try expectSameLedger(answering)
        let after = try expectNothingLeft()
        notes.append(
            "\(seen.sent) requests, \(seen.failures.count) failed; \(answering) serves; then \(after.units) unit, \(after.slots) slot"
        )
        Transcript.add(name, began.elapsed, notes.joined(separator: "; "))
    }

    /// The old release or the new one, as the Store says: never neither, never both.
    private func expectOneAnswers(_ expectation: Expectation) throws -> String {
        let live = try poll(for: expectation.within, every: 0.1) { () -> String? in
            let live = try app.releases.filter { $0.outcome == "live" }.map(\.release)
            guard live.count == 1 else { return nil }
            return expectation.isIll || app.answering == live[0] ? live[0] : nil
        }
        let releases = try app.releases
        return try #require(
            live,
            "\(name): the Store says \(releases.map { "\($0.release) \($0.outcome)" }), \(app.answering ?? "nothing") answers"
        )
    }

    private func expectLedger(_ expectation: Expectation, _ answering: String) throws {
        let releases = try app.releases
        let new = Array(releases.prefix { $0.release != old.release })
        guard let newest = new.first else {
            #expect(expectation.outcomes.contains("none"), "\(name): no release was opened")
            #expect(answering == old.release)
            return
        }
        #expect(expectation.outcomes.contains(newest.outcome), "\(name): \(newest)")
        if let reason = expectation.reason {
            #expect(newest.reason?.contains(reason) == true, "\(name): \(newest)")
        }
        #expect((newest.outcome == "live") == (answering == newest.release), "\(name): \(newest), \(answering) answers")
        notes.append("\(newest.release) \(newest.outcome)\(newest.reason.map { ": \($0)" } ?? "")")
    }

    /// What served is called so afterwards too, and nothing else is.
    private func expectSameLedger(_ served: String) throws {
        let releases = try app.releases
        #expect(releases.first?.outcome == "live" && releases.first?.release == app.answering, "\(name): \(releases)")
        let outcome = releases.first { $0.release == served }?.outcome
        #expect(outcome == "replaced", "\(name): \(served) served and is called '\(outcome ?? "nothing")' now")
    }

    private func expectNothingLeft() throws -> Inventory {
        var now = before
        let same = try poll(for: 30, every: 0.2) { () -> Bool? in
            now = try Inventory(of: app)
            return now == before ? true : nil
        }
        #expect(same == true, "\(name): before: \(before)\nafter: \(now)")
        return now
    }
}

extension Damage {
    /// Waits until something is under way, which it must within a minute.
    @discardableResult
    func barrier<Found>(_ what: String, within seconds: Double = 60, _ look: () throws -> Found?) throws -> Found {
        try #require(try poll(for: seconds, every: 0.005, look), "\(name): never saw \(what)")
    }

    /// A process of the app's deploy that is there now.
    func stage(_ program: String) throws -> RunningProcess {
        try barrier("'\(program)' at work") { ProcessTable.of(program, app: app.name).first }
    }

    /// Pushes a release that behaves like this, and goes on.
    func startPush(_ manner: String = "", lines: String = "") throws -> PushUnderWay {
        try app.commit(manner, lines: lines)
        return try PushUnderWay(app.repository)
    }

    /// Pushes a release that behaves like this; how that ended.
    func push(_ manner: String, lines: String = "") throws -> Command.Outcome {
        try app.commit(manner, lines: lines)
        return try app.repository.push()
    }

    /// Waits until nobody works for a push or a deploy any more.
    func awaitQuiet(within seconds: Double = 60) throws {
        try barrier("quiet", within: seconds) { (try? Inventory(of: app))?.isQuiet == true ? true : nil }
    }

    /// Keeps what a push said of its end.
    func note(_ end: (status: Int32, said: String)) {
        let problem = end.said.split(separator: "\n").first { $0.contains(" ! ") }
        notes.append("push ended with \(end.status)\(problem.map { ", '\(String($0).trimmed)'" } ?? "")")
    }

    /// Until the newest release has units that run and aren't up yet: its runner waits for them.
    func awaitRunnerWaiting() throws -> RunningProcess {
        try barrier("units of the new release") {
            let count = try app.engineCount("ps", "--filter", "status=running")
            return count > 1 ? true : nil
        }
        return try stage("runner")
    }
}

/// A push in the background, with what it says in a file.
final class PushUnderWay {
    let child: Child
    private let log: String

    init(_ repository: TestRepository, _ refs: String = "main") throws {
        log = "\(repository.path).push-\(UInt32.random(in: 0 ... .max))"
        child = try repository.startPush(refs, saying: log)
    }

    var said: String { (try? Files.read(log)) ?? "" }

    /// Waits for its end; its status, and what it said.
    func end(within seconds: Double = 60) throws -> (status: Int32, said: String) {
        let status = poll(for: seconds) { child.poll() }
        return (try #require(status, "the push goes on: \(said)"), said)
    }

    deinit { child.end() }
}
