import Model
import Pipeline
import Repository
import Store
import System

/// The first stage of a release that needs no build: a rollback, a scale, a change of configuration. Its images are
/// those of an earlier release.
struct Changing {
    private let store: SQLiteStore
    private let app: AppName
    private let folder: Folder
    private let settings: Settings

    init() throws {
        folder = Folder.current
        settings = try Settings.load(folder)
        store = try SQLiteStore(folder.store)
        app = try Launch.app()
    }

    /// Reads a `Change` from standard input and opens the release's record.
    func ticket() throws -> Ticket {
        guard let line = try Stage.readTicketLine() else {
            throw Failure(.badData, "receiver: no change on standard input")
        }
        let change = try JSON.decode(Change.self, from: line.utf8, source: "receiver: change")
        let record = try store.existingApp(app)
        try store.settleLive(app)
        let source = try source(of: change, record)
        let configuration = try configuration(of: change, source, record)
        // Before the record is opened: a file that can't be read with the new configuration changes nothing.
        var notes: [String] = []
        let stack = try stack(of: change, source, record, configuration) { notes.append($0) }
        let release = try store.openRelease(
            app, commit: source.commit, subject: source.subject, author: source.author, pusher: Launch.user,
            origin: change.origin, restores: source.number,
            configuration: configuration, log: Launch.logName)
        try store.saveStack(stack.stack, app, release.number, .load(folder.secretKey))
        var ticket = Ticket()
        ticket.app = app
        ticket.commit = source.commit
        ticket.release = release.number
        ticket.configuration = release.configuration
        ticket.stack = stack.stack
        ticket.tree = stack.tree
        let before = try store.stack(app, source.number, .load(folder.secretKey))
        ticket.services = stack.stack.services.map { described in
            let name = described.name
            var service = ServiceTicket(
                service: name,
                replicas: change.scale?[name.rawValue] ?? record.scale?[name.rawValue] ?? described.replicas)
            // Another configuration may stand in how an image is built, and decide which services there are.
            guard let running = source.services.first(where: { $0.service == name }),
                before?[name]?.build == described.build, before?[name]?.image == described.image
            else { return service }
            service.image = running.image
            service.traits = running.traits
            // With the same environment the units stay as they are: only how many there are changes.
            if change.origin == .scale {
                service.running = running.engineName
                service.definition = running.definition
            }
            return service
        }
        Report.step("Releasing \(app) \(release.number): \(words(change, source))")
        notes.forEach(Report.detail)
        return ticket
    }

    /// That of the release that is run again. Another configuration may stand in the file: then it is read anew, from
    /// the same commit.
    private func stack(
        of change: Change, _ source: Release, _ record: App, _ configuration: Int?,
        note: @escaping (String) -> Void
    ) throws -> (stack: Stack, tree: ObjectID?) {
        guard change.origin == .configuration else {
            guard let stack = try store.stack(app, source.number, .load(folder.secretKey)) else {
                throw Failure(
                    .notFound, "\(source.number) of '\(app)' has no stack in the store",
                    hint: "deploy its commit: slipway deploy \(app) --ref \(source.commit.short)")
            }
            return (stack, nil)
        }
        let repository = try Repository.open(folder.repository(app))
        let commit = try repository.commit(source.commit)
        let stack = try Source(repository: repository, commit: commit).stack(
            Surroundings(of: record, configuration: configuration, store, folder, settings), note: note)
        return (stack, commit.tree)
    }

    private func source(of change: Change, _ record: App) throws -> Release {
        guard let number = change.release ?? record.live else {
            throw Failure(
                .notFound, "'\(app)' has no live release", hint: "push one first: git push slipway main")
        }
        guard let release = try store.release(app, number) else {
            throw Failure(
                .notFound, "'\(app)' has no release \(number)",
                hint: "see which there are: slipway releases list \(app)")
        }
        guard release.outcome == .live else {
            throw Failure(
                .usage, "\(number) of '\(app)' never served: \(release.outcome?.rawValue ?? "abandoned")",
                hint: "see which did: slipway releases list \(app)")
        }
        return release
    }

    private func configuration(of change: Change, _ source: Release, _ record: App) throws -> Int? {
        switch change.origin {
        case .rollback: source.configuration
        case .configuration:
            try store.addConfiguration(
                app, from: record.configuration, set: change.configuration(), unset: change.unset ?? [],
                .load(folder.secretKey))
        case .push, .deploy, .scale: record.configuration
        }
    }

    private func words(_ change: Change, _ source: Release) -> String {
        switch change.origin {
        case .rollback: "back to \(source.number), \(source.commit.short) \(source.subject)"
        case .scale:
            "scale \((change.scale ?? [:]).sorted { $0.key < $1.key }.map { "\($0)=\($1)" }.joined(separator: " "))"
        default:
            "configuration: \(((change.set ?? [:]).keys.sorted() + (change.unset ?? []).map { "-\($0)" }).joined(separator: " "))"
        }
    }
}
