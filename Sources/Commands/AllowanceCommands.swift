import Model
import Store
import System

/// What an operator lets one app's stack file do beyond what any may.
enum AllowanceCommands {
    static let all = [allow, disallow, list]

    private static let app = CommandDefinition.Argument(name: "APP")
    private static let allowances = CommandDefinition.Argument(name: "ALLOWANCE", isRest: true)

    static let allow = CommandDefinition(
        path: ["app", "allow"], summary: "Let an app's stack file have what is the host's",
        discussion: """
            An allowance is host-port:5432, a port of the host; bind:/srv/data, a folder or file of the host by this path
            and no other; cap:NET_ADMIN, a capability. It holds from the app's next deploy on.
            """,
        arguments: [app, allowances],
        examples: ["slipway app allow shop host-port:5432", "slipway app allow shop bind:/srv/data cap:NET_ADMIN"],
        isHostOnly: true
    ) { invocation in
        let context = try Context(invocation)
        let app = try context.app(invocation.argument(0))
        let wanted = try invocation.arguments.dropFirst().map { try Allowance($0) }
        try context.store.updateApp(app.name) { $0.allowed = Set($0.allowed ?? []).union(wanted).sorted() }
        Report.step("\(app.name) may have \(words(wanted)), from its next deploy on")
        Report.detail("to deploy what was pushed: slipway deploy \(app.name)")
        return 0
    }

    static let disallow = CommandDefinition(
        path: ["app", "disallow"], summary: "Take back what an app was allowed",
        discussion: "Units that run go on with it: the next deploy is refused where its stack file asks for it still.",
        arguments: [app, allowances],
        examples: [
            "slipway app disallow shop host-port:5432", "slipway app disallow shop cap:NET_ADMIN bind:/srv/data",
        ],
        isHostOnly: true
    ) { invocation in
        let context = try Context(invocation)
        let app = try context.app(invocation.argument(0))
        let unwanted = try invocation.arguments.dropFirst().map { try Allowance($0) }
        try context.store.updateApp(app.name) { record in
            let allowed = Set(record.allowed ?? [])
            if let other = unwanted.first(where: { !allowed.contains($0) }) {
                throw Failure(
                    .notFound, "'\(app.name)' was not allowed '\(other)'; nothing was changed",
                    hint: "see what it may: slipway app allowances \(app.name)")
            }
            let left = allowed.subtracting(unwanted).sorted()
            record.allowed = left.isEmpty ? nil : left
        }
        Report.step("\(app.name) may not have \(words(unwanted)), from its next deploy on")
        Report.detail("its units go on as they are; to have others: slipway deploy \(app.name)")
        return 0
    }

    static let list = CommandDefinition(
        path: ["app", "allowances"], summary: "List what an app is allowed", arguments: [app],
        options: [.format, .quiet],
        examples: ["slipway app allowances shop", "ssh slipway@HOST app allowances shop --format json"]
    ) { invocation in
        struct Row: Encodable { let allowance: Allowance }
        let context = try Context(invocation)
        let app = try context.app(invocation.argument(0))
        try Listing(
            rows: (app.allowed ?? []).map(Row.init), columns: [("ALLOWANCE", { $0.allowance.description })],
            empty: "nothing beyond what any app may; to change that: slipway app allow \(app.name) host-port:5432"
        ).print(invocation)
        return 0
    }

    private static func words(_ allowances: [Allowance]) -> String {
        allowances.map(\.description).joined(separator: ", ")
    }
}
