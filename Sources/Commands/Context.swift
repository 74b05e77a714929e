import Engine
import Model
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
}
