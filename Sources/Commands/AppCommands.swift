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
        discussion: "Units, network, images of the engine, releases and the repository go. There is no way back.",
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
                .usage, "this removes '\(name)' with its releases and its repository",
                hint: "if you mean it: slipway app destroy \(name) --confirm \(name)")
        }
        Report.line("This removes '\(name)' with its releases and its repository. Type its name to go on:")
        guard readLine() == name.rawValue else { throw Failure(.usage, "that is not its name; nothing was removed") }
    }
}

/// Takes an app away: first from the Store, so that nothing routes to it, then all that carries its label.
struct Removal {
    let context: Context
    let app: AppName

    func run() throws {
        let path = context.folder.lock(app)
        // What tidies up after a deploy holds it for a moment.
        guard let lock = try poll(for: 2, { try FileLock.tryAcquire(path) }) else {
            throw Failure(
                .temporary, "'\(app)' is being worked on: \(Holder(lock: path)?.words ?? "another deploy")",
                hint: "try again when that has ended")
        }
        try Holder(work: "the end of the app", user: Launch.user).write(to: lock)
        try withExtendedLifetime(lock) {
            try context.store.destroyApp(app)
            // What the registry has of it goes below; its collector has to look then.
            try Files.write(context.folder.registryLeftovers, "")
            defer { UnixSocket.tell(context.folder.keeperSocket, Keeper.everything) }
            let engine = context.engine
            let label = "\(EngineLabel.app)=\(app)"
            for service in try engine.services(labels: [label]) { _ = try engine.removeService(service.name) }
            // An overlay can go once its last unit has left it.
            let gone = try poll(for: 30, every: 0.1) { () -> Bool? in
                try engine.containers(all: false, labels: [label]).isEmpty ? true : nil
            }
            guard gone == true else {
                throw Failure(
                    .temporary, "units of '\(app)' did not end within 30 s", hint: "docker ps --filter label=\(label)")
            }
            for network in try engine.networks(labels: [label]) {
                _ = poll(for: 10, every: 0.1) { (try? engine.removeNetwork(network.name)) != nil ? true : nil }
            }
            for image in try engine.images(labels: [label]) { _ = try? engine.removeImage(image.id, force: true) }
            for path in [
                context.folder.repository(app), "\(context.folder.logs)/\(app)", "\(context.folder.builds)/\(app)",
                "\(context.folder.registry)/data/docker/registry/v2/repositories/\(app)",
            ] {
                try Files.remove(path)
            }
        }
    }
}
