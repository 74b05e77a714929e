import Engine
import Model
import Store
import System

/// The command line of `router`.
public enum RouterCommand {
    enum Verb: String { case run, render }

    static let usage = "router [--data DIR] [run | render]"

    static func parse(_ arguments: [String]) throws -> (verb: Verb, folder: Folder) {
        var folder = Folder.current
        var verb: Verb?
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            if argument == "--data", let value = rest.popFirst() {
                folder = Folder(value)
            } else if verb == nil, let found = Verb(rawValue: argument) {
                verb = found
            } else {
                throw Failure(.usage, "the router does not take \(argument.quotedForPeople)", hint: usage)
            }
        }
        return (verb ?? .run, folder)
    }

    /// Runs until it is ended by a signal, or renders; the exit status.
    public static func run(_ arguments: [String]) throws -> Int32 {
        let (verb, folder) = try parse(arguments)
        let settings = try Settings.load(folder)
        let router = Router(
            folder: folder, settings: settings, intent: StoreIntent(try SQLiteStore(folder.store)),
            facts: EngineFacts(Engine(socket: settings.engineSocket)))
        switch verb {
        case .run: try router.run()
        case .render: try router.render()
        }
        return 0
    }
}
