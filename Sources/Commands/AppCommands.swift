import Engine
import Glibc
import Model
import Pipeline
import Repository
import Room
import Store
import System

enum AppCommands {
    static let all = [create, list, destroy]

    static let create = CommandDefinition(
        path: ["app", "create"], summary: "Create an app with its repository",
        discussion: "The name is a DNS label: a to z, 0 to 9 and '-', at most 40 characters.",
        arguments: [.init(name: "APP")],
        examples: ["slipway app create shop", "ssh slipway@HOST app create shop"]
    ) { invocation in
        let context = try Context(invocation)
        let name = try AppName(invocation.argument(0))
        let domain = try Domain("\(name).\(context.settings.domain)")
        // The repository comes first: an app that is in the Store can be pushed to.
        let path = context.folder.repository(name)
        if !Files.exists(path) { try Repository.create(path) }
        try context.store.createApp(name, domain: domain)
        Report.step("Created \(name)")
        Report.detail(
            "git remote add slipway ssh://slipway@\(context.settings.host):\(context.settings.sshPort)/\(name)")
        Report.detail("git push slipway main")
        return 0
    }

    static let list = CommandDefinition(
        path: ["app", "list"], summary: "List the apps", options: [.format, .quiet],
        examples: ["slipway app list", "slipway app list --format json"]
    ) { invocation in
        struct Row: Encodable {
            let name: String
            let live: String?
            let commit: String?
            let url: String
            let created: String
        }
        let context = try Context(invocation)
        let rows = try context.store.apps().map { app in
            let release = try app.live.flatMap { try context.store.release(app.name, $0) }
            return Row(
                name: app.name.rawValue, live: app.live?.description, commit: release?.commit.short,
                url: context.settings.url(app.name), created: Timestamp.text(app.created))
        }
        try Listing(
            rows: rows,
            columns: [
                ("NAME", { $0.name }), ("LIVE", { $0.live ?? "-" }), ("COMMIT", { $0.commit ?? "-" }),
                ("URL", { $0.url }),
            ], empty: "no apps yet; create one: slipway app create NAME"
        ).print(invocation)
        return 0
    }

    static let destroy = CommandDefinition(
        path: ["app", "destroy"], summary: "Remove an app with all that it has",
        discussion: """
            Units, networks, volumes with what is in them, secrets, images of the engine, releases and the repository go.
            There is no way back.
            """,
        arguments: [.init(name: "APP")],
        options: [
            .init(name: "confirm", value: "APP", help: "the app's name once more; asked for where it is missing")
        ],
        examples: ["slipway app destroy shop", "slipway app destroy shop --confirm shop"]
    ) { invocation in
        let context = try Context(invocation)
        let app = try context.app(invocation.argument(0))
        try confirm(app.name, invocation)
        try Removal(context: context, app: app.name).run()
        Report.step("Destroyed \(app.name)")
        return 0
    }

    private static func confirm(_ name: AppName, _ invocation: Invocation) throws {
        if let typed = invocation.values["confirm"] {
            guard typed == name.rawValue else {
                throw Failure(.usage, "--confirm \(typed.quotedForPeople) is not '\(name)'; nothing was removed")
            }
            return
        }
        guard isatty(0) == 1 else {
            throw Failure(
                .usage, "this removes '\(name)' with its releases, its volumes and its repository",
                hint: "if you mean it: slipway app destroy \(name) --confirm \(name)")
        }
        Report.line("This removes '\(name)' with its releases, its volumes and its repository. Type its name to go on:")
        guard readLine() == name.rawValue else { throw Failure(.usage, "that is not its name; nothing was removed") }
    }
}
