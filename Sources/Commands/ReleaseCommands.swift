import Glibc
import Model
import Pipeline
import Store
import System

enum ReleaseCommands {
    static let all = [list, show, log, follow, cancel, rollback]

    private static let app = CommandDefinition.Argument(name: "APP")
    private static let release = CommandDefinition.Argument(name: "RELEASE", isOptional: true)

    static let list = CommandDefinition(
        path: ["releases", "list"], summary: "List an app's releases, the newest first",
        arguments: [app], options: [.format, .quiet],
        examples: ["slipway releases list shop", "slipway releases list shop --format json"]
    ) { invocation in
        let context = try Context(invocation)
        let ledger = try Ledger(context.app(invocation.argument(0)), context)
        try Listing(
            rows: ledger.releases.reversed().map(ledger.row),
            columns: [
                ("RELEASE", { $0.release }), ("COMMIT", { $0.commit }), ("OUTCOME", { $0.outcome }),
                ("BY", { $0.pusher }), ("STARTED", { $0.started }),
                ("TOOK", { $0.seconds.map(Report.seconds) ?? "-" }),
                ("WHAT", { row in row.restores.map { "\(row.origin) of \($0)" } ?? row.subject }),
            ], empty: "no release yet; push one: git push slipway main"
        ).print(invocation)
        return 0
    }

    static let show = CommandDefinition(
        path: ["releases", "show"], summary: "Show all that is known of a release",
        discussion: "The newest, where none is named. Values of the configuration are not shown.",
        arguments: [app, release], options: [.format],
        examples: ["slipway releases show shop", "slipway releases show shop v3 --format json"]
    ) { invocation in
        let context = try Context(invocation)
        let ledger = try Ledger(context.app(invocation.argument(0)), context)
        let release = try ledger.release(invocation.argument(1))
        try ReleaseDetails(release, ledger, context).print(invocation)
        return 0
    }

    static let log = CommandDefinition(
        path: ["releases", "log"], summary: "Show what a deploy printed",
        discussion: "That of the newest release, where none is named.",
        arguments: [app, release], examples: ["slipway releases log shop", "slipway releases log shop v3"]
    ) { invocation in
        let context = try Context(invocation)
        let ledger = try Ledger(context.app(invocation.argument(0)), context)
        let release = try ledger.release(invocation.argument(1))
        let path = release.log.map { "\(context.folder.logs)/\(ledger.app.name)/\($0)" }
        guard let path, Files.exists(path) else {
            throw Failure(.notFound, "the log of \(release.number) of '\(ledger.app.name)' is not here any more")
        }
        let log = try Descriptor.open(path, O_RDONLY)
        while let bytes = try log.read(), !bytes.isEmpty { try Descriptor(dup(1)).write(bytes) }
        return 0
    }

    static let follow = CommandDefinition(
        path: ["releases", "follow"], summary: "Follow what is being done for an app until it ends",
        discussion: "Ends with the status of a push: 0 where the release is live.",
        arguments: [app], examples: ["slipway releases follow shop", "ssh slipway@HOST releases follow shop"]
    ) { invocation in
        signal(SIGPIPE, SIG_IGN)
        let context = try Context(invocation)
        let app = try context.app(invocation.argument(0))
        guard let holder = try Launcher(app: app.name, folder: context.folder).follow() else {
            Report.line("nothing is under way for '\(app.name)'; see: slipway releases list \(app.name)")
            return 0
        }
        let release = try context.store.releases(of: app.name).last {
            holder.log?.hasSuffix("/\($0.log ?? "?")") == true
        }
        // Work without a release has said in its log how it ended.
        return release.map { $0.outcome == .live ? 0 : Failure.Code.failed.rawValue } ?? 0
    }

    static let cancel = CommandDefinition(
        path: ["releases", "cancel"], summary: "End a deploy that is not live yet",
        discussion:
            "What serves goes on serving. A release that is live already stays: slipway rollback takes it back.",
        arguments: [app, release],
        examples: ["slipway releases cancel shop", "ssh slipway@HOST releases cancel shop v3"]
    ) { invocation in
        let context = try Context(invocation)
        let app = try context.app(invocation.argument(0))
        if !invocation.argument(1).isEmpty {
            let ledger = try Ledger(app, context)
            let named = try ledger.release(invocation.argument(1))
            guard ledger.isUnderWay(named) else {
                throw Failure(
                    .notFound, "\(named.number) of '\(app.name)' is not under way: \(ledger.outcome(named))",
                    hint: "see what is: slipway releases list \(app.name)")
            }
        }
        let holder = try Cancellation.cancel(app.name, in: context.folder, by: Launch.user)
        let release = try context.store.releases(of: app.name).last {
            holder.log?.hasSuffix("/\($0.log ?? "?")") == true
        }
        guard let release else {
            Report.step("Ended: \(holder.words)")
            return 0
        }
        guard release.outcome == .live else {
            Report.step("Cancelled \(release.number): \(holder.words)")
            return 0
        }
        throw Failure(
            .temporary, "\(release.number) was live before it could be cancelled",
            hint: "to go back: slipway rollback \(app.name)")
    }

    static let rollback = CommandDefinition(
        path: ["rollback"], summary: "Go back to an earlier release",
        discussion: """
            A new release with the images, the stack and the configuration of an earlier one; nothing is built. Without
            RELEASE it is the newest that served before the content of the live one. How many units run stays as it is.
            """,
        arguments: [app, release], examples: ["slipway rollback shop", "slipway rollback shop v3"]
    ) { invocation in
        let context = try Context(invocation)
        let ledger = try Ledger(context.app(invocation.argument(0)), context)
        let target =
            invocation.argument(1).isEmpty ? try ledger.previous() : try ledger.release(invocation.argument(1))
        var change = Change(.rollback)
        change.release = target.number
        return try context.launch(change, for: ledger.app.name)
    }
}
