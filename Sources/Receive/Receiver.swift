import Model
import Pipeline
import Repository
import Store
import System

/// The first stage: finds app, commit and what to build, and opens the release's record.
public struct Receiver {
    private let folder: Folder
    private let settings: Settings
    private let app: AppName

    public init() throws {
        folder = Folder.current
        settings = try Settings.load(folder)
        app = try Launch.app()
    }

    /// The receiver's standard input is git's hook's: `OLD NEW REF` a line.
    ///
    /// - Parameter check: At the gate, before the branch moves: no record is opened.
    public func ticket(check: Bool) throws -> Ticket {
        var ticket = Ticket()
        ticket.app = app
        let updates = try RefUpdate.readAll()
        if check { try refuseOtherRefs(updates) }
        guard let update = RefUpdate.deploying(updates, branches: settings.branches) else {
            ticket.skip = "no branch that deploys"
            return ticket
        }
        let repository = try Repository.openFromEnvironment()
        let commit = try repository.commit(update.new)
        if check { try refuseLateLoser(update, repository) }
        ticket.ref = update.ref
        ticket.commit = commit.id
        ticket.tree = commit.tree
        var notes: [String] = []
        ticket.services = try Source(repository: repository, commit: commit).services { notes.append($0) }
        if !check {
            let store = try SQLiteStore(folder.store)
            let release = try store.openRelease(
                app, commit: commit.id, subject: commit.subject.printable(72), author: commit.author.printable(72),
                pusher: Launch.user)
            ticket.release = release.number
            Report.step("Releasing \(app) \(release.number): \(commit.id.short) \(release.subject)")
            notes.forEach(Report.detail)
        }
        return ticket
    }

    /// Branches and tags are what people push on purpose. Others have powers: refs/replace changes what git reads.
    private func refuseOtherRefs(_ updates: [RefUpdate]) throws {
        for update in updates where !update.new.isZero {
            guard update.ref.hasPrefix("refs/heads/") || update.ref.hasPrefix("refs/tags/") else {
                throw Failure(
                    .notPermitted, "\(update.ref.quotedForPeople) is neither a branch nor a tag; nothing was stored")
            }
        }
    }

    /// Of two pushes of one branch at once git lets one win, after the hooks of both have run. Where the branch has
    /// moved already, the loser hears it before its build.
    private func refuseLateLoser(_ update: RefUpdate, _ repository: Repository) throws {
        let now = try repository.reference(update.ref)
        guard let now, now != update.old else { return }
        let winner = try repository.commit(now)
        throw Failure(
            .temporary,
            "\(update.shortName) moved while you pushed: \(winner.author.printable(72)) pushed \(winner.id.short) \(winner.subject.printable(72))",
            hint: "git pull --rebase, then push again")
    }

    /// After a push that brought nothing: whether what the branch holds is what runs. Git has said
    /// 'Everything up-to-date' by then, so this says where that isn't the whole truth.
    public func unchanged() throws -> Int32 {
        let store = try SQLiteStore(folder.store)
        let repository = try Repository.open(folder.repository(app))
        var found: (branch: String, head: ObjectID)?
        for branch in settings.branches where found == nil {
            found = try repository.reference("refs/heads/\(branch)").map { (branch, $0) }
        }
        guard let (branch, head) = found else { return 0 }
        let live = try store.app(app)?.live
        let serving = if let live { try store.release(app, live) } else { Release?.none }
        guard serving?.commit != head else { return 0 }
        let newest = try store.releases(of: app).last
        Report.problem(
            "\(branch) is at \(head.short), but \(serving.map { "\($0.number) of \($0.commit.short) serves" } ?? "nothing serves")"
        )
        if let newest, newest.commit == head, let reason = newest.reason {
            Report.problem("\(newest.number) failed: \(reason)")
        }
        Report.problem("to deploy it: slipway deploy \(app)")
        return Failure.Code.failed.rawValue
    }
}
