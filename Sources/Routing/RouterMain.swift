import Engine
import Store
import System

/// `router`, with the Store's intent and this node's engine's facts.
public func routerMain(_ arguments: [String]) -> Int32 {
    exitStatus {
        try RouterCommand.run(arguments) { folder, settings in
            (StoreIntents(try SQLiteStore(folder.store)), EngineFacts(Engine(socket: settings.engineSocket)))
        }
    }
}
