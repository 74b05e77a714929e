import Engine
import Glibc
import Model
import Pipeline
import Repository
import Store
import System

/// What most commands work with.
struct Context {
    let folder: Folder
    let settings: Settings
    let store: SQLiteStore

    init(_ invocation: Invocation) throws {
        folder = invocation.folder
        settings = try Settings.load(folder)
        store = try SQLiteStore(folder.store)
    }

    var engine: Engine { Engine(socket: settings.engineSocket) }

    /// The app that an argument names.
    func app(_ text: String) throws -> App {
        let name = try AppName(text)
        guard let app = try store.app(name) else {
            let near = Nearest.to(text, in: try store.apps().map(\.name.rawValue))
            throw Failure(
                .notFound, "app '\(name)' does not exist",
                hint: near.map { "did you mean '\($0)'?" } ?? "create it: slipway app create \(name)")
        }
        return app
    }

    /// The commit that a person names, or what deploys where they name none.
    func commit(_ revision: String?, of app: AppName, in repository: Repository) throws -> ObjectID {
        let candidates = revision.map { [$0] } ?? settings.branches
        guard let commit = try candidates.lazy.compactMap({ try repository.resolve($0) }).first else {
            throw Failure(
                .notFound,
                "'\(app)' has no \(revision.map { "'\($0)'" } ?? "branch " + candidates.joined(separator: " or "))",
                hint: "push it first: git push slipway main")
        }
        return commit
    }

    /// A snapshot of an app's configuration.
    func configuration(of app: AppName, _ number: Int?) throws -> Configuration {
        guard number != nil else { return [:] }
        return try store.configuration(app, number, .load(folder.secretKey))
    }

    /// Starts work for an app as its own session and shows its log; its status.
    func launch(for app: AppName, _ work: (_ hooks: String) throws -> Work) throws -> Int32 {
        // A viewer that goes away stops nothing.
        signal(SIGPIPE, SIG_IGN)
        let installation = try Installation.current()
        setenv("PATH", "\(installation.programs):\(Programs.defaultPath)", 1)
        setenv("SLIPWAY_DATA", folder.root, 1)
        return try Launcher(app: app, folder: folder).run(work(installation.hooks))
    }

    /// A release of what is built already.
    func launch(_ change: Change, for app: AppName) throws -> Int32 {
        try launch(for: app) { try .change(change, hooks: $0) }
    }
}
