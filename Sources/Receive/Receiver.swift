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
        if check {
            try refuseLateLoser(update, repository)
            Launch.tell(update.line)
        }
        ticket.ref = update.ref
        ticket.commit = commit.id
        ticket.tree = commit.tree
        let store = try SQLiteStore(folder.store)
        let record = try store.existingApp(app)
        var notes: [String] = []
        let stack = try Source(repository: repository, commit: commit).stack(
            Surroundings(of: record, configuration: record.configuration, store, folder, settings)
        ) { notes.append($0) }
        try refuseTakenDomains(stack, store)
        ticket.stack = stack
        ticket.services = stack.services.map { service in
            ServiceTicket(
                service: service.name, replicas: record.scale?[service.name.rawValue] ?? service.replicas)
        }
        let options = Launch.buildOptions
        if !options.isEmpty { ticket.build = options }
        if !check {
            try open(&ticket, record, commit, repository, store)
            notes.forEach(Report.detail)
        }
        return ticket
    }

    /// Opens the release's record, and adds what the app itself says of it.
    private func open(
        _ ticket: inout Ticket, _ record: App, _ commit: Commit, _ repository: Repository, _ store: SQLiteStore
    ) throws {
        try store.settleLive(app)
        var release = try store.openRelease(
            app, commit: commit.id, subject: commit.subject.printable(72), author: commit.author.printable(72),
            pusher: Launch.user, origin: Launch.origin, configuration: record.configuration, log: Launch.logName)
        if let winner = try overtaking(commit.id, ticket.ref ?? "", repository) {
            release.end(.superseded, reason: "\(winner.short) was pushed while this one waited", at: secondsSince1970())
            try store.saveRelease(release)
            throw Failure(
                .temporary, "\(commit.id.short) is superseded: \(release.reason ?? "")",
                hint: "that push deploys it; this one is kept as \(release.number)")
        }
        ticket.release = release.number
        ticket.configuration = release.configuration
        if let stack = ticket.stack { try store.saveStack(stack, app, release.number, .load(folder.secretKey)) }
        Report.step("Releasing \(app) \(release.number): \(commit.id.short) \(release.subject)")
    }

    /// Said before anything is built; the runner takes them when the release is live.
    private func refuseTakenDomains(_ stack: Stack, _ store: SQLiteStore) throws {
        let own = "\(app).\(settings.domain)"
        for domain in stack.services.flatMap(\.domains) where domain.rawValue != own {
            // Below the server's domain each app has its name, also those that are still to come.
            let isServers = domain.rawValue == settings.domain || domain.rawValue.hasSuffix(".\(settings.domain)")
            guard !isServers, domain.rawValue.split(separator: ".").last?.allSatisfy(\.isNumber) != true else {
                throw Failure(
                    .notPermitted, "the label slipway.domain asks for '\(domain)', which no app can have",
                    hint: "leave its value empty for \(own), or write a domain of your own")
            }
            try store.checkFree(domain, for: app)
        }
    }

    /// Where a push waited for another deploy, its branch may have moved on: then the later push, which waits too,
    /// deploys what both brought.
    private func overtaking(_ commit: ObjectID, _ ref: String, _ repository: Repository) throws -> ObjectID? {
        guard Launch.origin == .push, Launch.hasWaited, let now = try repository.reference(ref), now != commit else {
            return nil
        }
        return now
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
        guard let now = try repository.reference(update.ref), now != update.old else { return }
        throw try lost(to: repository.commit(now), branch: update.shortName)
    }

    private func lost(to winner: Commit, branch: String) -> Failure {
        Failure(
            .temporary,
            "\(branch) moved while you pushed: \(winner.author.printable(72)) pushed \(winner.id.short) \(winner.subject.printable(72))",
            hint: "git pull --rebase, then push again")
    }

    /// After a push that moved no branch: whether what the branch holds is what runs. Git has said
    /// 'Everything up-to-date' by then, so this says where that isn't the whole truth.
    public func unchanged() throws -> Int32 {
        let store = try SQLiteStore(folder.store)
        let repository = try Repository.open(folder.repository(app))
        // Another push may have been faster, of which git says nothing but 'cannot lock ref'.
        if let update = Launch.pushed, let now = try repository.reference(update.ref), now != update.old,
            now != update.new
        {
            throw lost(to: try repository.commit(now), branch: update.shortName)
        }
        var found: (branch: String, head: ObjectID)?
        for branch in settings.branches where found == nil {
            found = try repository.reference("refs/heads/\(branch)").map { (branch, $0) }
        }
        guard let (branch, head) = found else { return 0 }
        let live = try store.app(app)?.live
        let serving = if let live { try store.release(app, live) } else { Release?.none }
        guard serving?.commit != head else { return 0 }
        // A push that came too late to send anything was told 'fetch first' by git, and by whom it is told here.
        if let holder = try Holder.current(folder.lock(app)), holder.log != nil {
            let commit = try repository.commit(head)
            Report.problem(
                "\(branch) is at \(head.short) \(commit.subject.printable(72)), by \(commit.author.printable(72))")
            Report.problem("\(holder.words) is under way; see: slipway releases follow \(app)")
            Report.problem("if your push was rejected: git pull --rebase, then push again")
            return Failure.Code.temporary.rawValue
        }
        let newest = try store.releases(of: app).last
        Report.problem(
            "\(branch) is at \(head.short), but \(serving.map { "\($0.number) of \($0.commit.short) serves" } ?? "nothing serves")"
        )
        if let newest, newest.commit == head, let reason = newest.reason {
            Report.problem("\(newest.number) \(newest.outcome == .failed ? "failed: " : "")\(reason)")
        }
        Report.problem("to deploy it: slipway deploy \(app)")
        return Failure.Code.failed.rawValue
    }
}
