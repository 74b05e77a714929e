import Model
import System
import TestSupport
import Testing

/// Many pushes at once to several apps: of each app two to `main`, of which git lets one win, one to `master`, which
/// deploys too, and one to a branch that doesn't deploy.
struct PushStorm {
    let apps: [TrialApp]
    private let branches: [String]

    init(_ prefix: String, apps count: Int, branches: [String], on server: TestServer) throws {
        self.branches = branches
        apps = try (1...count).map { number in
            let app = try TrialApp("\(prefix)-\(number)", on: server)
            try app.deploy()
            return app
        }
    }

    struct Pushed {
        let app: TrialApp
        let branch: String
        let subject: String
        let commit: String
        let status: Int32
        let said: String
    }

    struct Result {
        var pushes: [Pushed]
        var seconds: Double
        /// The most deploys at once, over all apps and of one app.
        var atOnce = 0
        var atOnceOfOne = 0
    }

    func run() throws -> Result {
        var prepared: [(app: TrialApp, branch: String, subject: String, commit: String)] = []
        for app in apps {
            for (index, branch) in branches.enumerated() {
                let clone = try TrialApp(cloneOf: app)
                let subject = "change \(index + 1) of \(app.name)"
                prepared.append((clone, branch, subject, try clone.commit(subject: subject)))
            }
        }
        let began = Instant.now
        let stopping = Signal()
        let most = Shared((0, 0))
        Threads.start {
            while !stopping.wait(for: 0.05) {
                let runners = ProcessTable.all.filter { $0.name == "runner" }.compactMap { $0.variable("SLIPWAY_APP") }
                let ofOne = Dictionary(grouping: runners) { $0 }.values.map(\.count).max() ?? 0
                most.update { $0 = (max($0.0, Set(runners).count), max($0.1, ofOne)) }
            }
        }
        let running = try prepared.map { try PushUnderWay($0.app.repository, "main:refs/heads/\($0.branch)") }
        var pushes: [Pushed] = []
        for (push, one) in zip(running, prepared) {
            let end = try push.end(within: 300)
            pushes.append(
                Pushed(
                    app: one.app, branch: one.branch, subject: one.subject, commit: one.commit, status: end.status,
                    said: end.said))
        }
        stopping.raise()
        return Result(pushes: pushes, seconds: began.elapsed, atOnce: most.value.0, atOnceOfOne: most.value.1)
    }
}

extension PushStorm.Result {
    /// What must hold for each app whatever came first.
    func expectAllWell(in storm: PushStorm) throws {
        #expect(atOnceOfOne == 1, "one deploy at a time per app")
        #expect(atOnce > 1, "several apps' deploys at once")
        for app in storm.apps {
            let own = pushes.filter { $0.app.name == app.name }
            let main = own.filter { $0.branch == "main" }
            let winner = try #require(main.first { $0.status == 0 }, "\(app.name): \(main.map(\.said))")
            #expect(main.count { $0.status == 0 } == 1, "\(app.name): git let several win")
            for loser in main where loser.status != 0 {
                #expect(
                    loser.said.contains(winner.subject) && loser.said.contains(String(winner.commit.prefix(7)))
                        && loser.said.contains("git pull"), "\(app.name): the loser heard: \(loser.said)")
            }
            for other in own where other.branch != "main" {
                #expect(other.status == 0, "\(app.name) \(other.branch): \(other.said)")
            }
            let releases = try app.releases
            let deploying = own.filter { $0.status == 0 && ["main", "master"].contains($0.branch) }
            #expect(releases.count == 1 + deploying.count, "\(app.name): \(releases)")
            #expect(releases.first?.outcome == "live" && app.answering == releases.first?.release, "\(releases)")
            #expect(releases.dropFirst().allSatisfy { ["replaced", "superseded"].contains($0.outcome) }, "\(releases)")
        }
    }

    /// What those that waited were told.
    var waits: [String] {
        pushes.compactMap { push in
            push.said.split(separator: "\n").map(String.init).first { $0.contains("Waiting") }
        }
    }
}
