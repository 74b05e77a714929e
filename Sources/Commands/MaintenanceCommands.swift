import Model
import Routing
import Store
import System

enum MaintenanceCommands {
    static let all = [on, off]

    static let on = CommandDefinition(
        path: ["maintenance", "on"], summary: "Show visitors a page in place of an app",
        discussion: """
            The app's domains answer 503 with a page that says that it is being worked on. Its units stay up, and requests
            that they have begun to answer finish. It holds over deploys, until it is turned off.
            """,
        arguments: [.init(name: "APP")],
        examples: ["slipway maintenance on shop", "ssh slipway@HOST maintenance on shop"]
    ) { try turn(true, $0) }

    static let off = CommandDefinition(
        path: ["maintenance", "off"], summary: "Let visitors see an app again", arguments: [.init(name: "APP")],
        examples: ["slipway maintenance off shop", "ssh slipway@HOST maintenance off shop"]
    ) { try turn(false, $0) }

    private static func turn(_ on: Bool, _ invocation: Invocation) throws -> Int32 {
        let context = try Context(invocation)
        let name = try context.app(invocation.argument(0)).name
        var was = false
        try context.store.updateApp(name) { app in
            was = app.isInMaintenance ?? false
            app.isInMaintenance = on ? true : nil
        }
        let sentence =
            switch (was, on) {
            case (false, true): "\(name) is in maintenance"
            case (true, true): "\(name) is in maintenance already"
            case (true, false): "\(name) is out of maintenance"
            case (false, false): "\(name) is not in maintenance"
            }
        if let problem = try problem(name, on, context) {
            throw Failure(
                .unavailable, "\(sentence), but visitors don't see that yet: \(problem)",
                hint: "it comes by itself; see: slipway doctor")
        }
        Report.step(sentence)
        return 0
    }

    /// The Store has it; this has the router apply it. Nil where visitors meet it.
    private static func problem(_ name: AppName, _ on: Bool, _ context: Context) throws -> String? {
        let domains = try context.store.domains(of: name)
        do {
            let state = try RouterClient(socket: context.folder.routerSocket).sync()
            let isApplied = domains.allSatisfy { (state.pages[$0.rawValue] == .maintenance) == on }
            return isApplied ? nil : state.problem ?? "the router has not applied it"
        } catch let failure as Failure {
            return failure.message
        }
    }
}
