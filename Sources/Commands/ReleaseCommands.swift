import Engine
import Model
import Store
import System

enum ReleaseCommands {
    static let all = [releases, logs, units]

    static let releases = CommandDefinition(
        path: ["releases", "list"], summary: "List an app's releases, the newest first",
        arguments: [.init(name: "APP")], options: [.format, .quiet],
        examples: ["slipway releases list shop", "slipway releases list shop --format json"]
    ) { invocation in
        struct Row: Encodable {
            let release: String
            let commit: String
            let subject: String
            let pusher: String
            let started: String
            let outcome: String
            let reason: String?
            let seconds: Double?
        }
        let context = try Context(invocation)
        let app = try context.app(invocation.argument(0))
        let isIdle = try FileLock.tryAcquire(context.folder.lock(app.name)) != nil
        let rows = try context.store.releases(of: app.name).reversed().map { release in
            Row(
                release: release.number.description, commit: release.commit.short, subject: release.subject,
                pusher: release.pusher, started: Timestamp.text(release.started),
                outcome: release.number == app.live
                    ? "live"
                    : release.outcome.map { $0 == .live ? "replaced" : $0.rawValue }
                        ?? (isIdle ? "abandoned" : "under way"),
                reason: release.reason, seconds: release.seconds["total"])
        }
        try Listing(
            rows: rows,
            columns: [
                ("RELEASE", { $0.release }), ("COMMIT", { $0.commit }), ("OUTCOME", { $0.outcome }),
                ("BY", { $0.pusher }), ("STARTED", { $0.started }),
                ("TOOK", { $0.seconds.map(Report.seconds) ?? "-" }), ("SUBJECT", { $0.subject }),
            ], empty: "no release yet; push one: git push slipway main"
        ).print(invocation)
        return 0
    }

    static let logs = CommandDefinition(
        path: ["logs"], summary: "Show what an app's units print",
        arguments: [.init(name: "APP")],
        options: [
            .init(name: "tail", value: "N", help: "how many lines of each unit (100)"),
            .init(name: "follow", help: "go on with what they print from now on"),
        ],
        examples: ["slipway logs shop", "slipway logs shop --tail 20 --follow"]
    ) { invocation in
        let context = try Context(invocation)
        let app = try context.app(invocation.argument(0))
        let tail = try invocation.number("tail", in: 0...1_000_000) ?? 100
        let follow = invocation.has("follow")
        let engine = context.engine
        let units = try engine.containers(all: false, labels: ["\(EngineLabel.app)=\(app.name)"])
        if units.isEmpty { Report.line("no unit of '\(app.name)' runs") }
        let results = Threads.map(units) { unit -> Failure? in
            do {
                let name = "\(unit.labels[EngineLabel.service] ?? "?").\(unit.id.prefix(6))"
                try Engine(socket: context.settings.engineSocket).containerLogs(
                    unit.id, LogSelection(tail: tail, follow: follow)
                ) { line in
                    Report.result("\(name) | \(line.text)")
                    return true
                }
                return nil
            } catch {
                return error as? Failure ?? Failure(.unavailable, "\(error)")
            }
        }
        for case let failure? in results { throw failure }
        return 0
    }

    static let units = CommandDefinition(
        path: ["ps", "list"], summary: "List an app's units",
        arguments: [.init(name: "APP")], options: [.format, .quiet],
        examples: ["slipway ps list shop", "slipway ps list shop --format json"]
    ) { invocation in
        struct Row: Encodable {
            let unit: String
            let service: String
            let release: String
            let state: String
            let address: String?
            let port: Int?
        }
        let context = try Context(invocation)
        let app = try context.app(invocation.argument(0))
        let rows = try context.engine.units(labels: ["\(EngineLabel.app)=\(app.name)"]).map { unit in
            Row(
                unit: String(unit.id.prefix(12)), service: unit.service?.rawValue ?? "?",
                release: unit.release?.description ?? "-", state: unit.state,
                address: unit.bridgeAddress, port: unit.port)
        }
        try Listing(
            rows: rows,
            columns: [
                ("UNIT", { $0.unit }), ("SERVICE", { $0.service }), ("RELEASE", { $0.release }),
                ("STATE", { $0.state }),
                ("ADDRESS", { row in row.address.map { "\($0):\(row.port ?? 0)" } ?? "-" }),
            ], empty: "no unit of '\(app.name)' runs"
        ).print(invocation)
        return 0
    }
}
