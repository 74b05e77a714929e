import Model
import Store
import System

enum CrashCommands {
    static let all = [list, show]

    static let list = CommandDefinition(
        path: ["crashes"], summary: "List the deaths of an app's units, the newest first",
        discussion: "Those that nobody had asked for; the newest \(SQLiteStore.keptCrashes) are kept.",
        arguments: [.init(name: "APP")], options: [.format, .quiet],
        examples: ["slipway crashes shop", "slipway crashes shop --format json"]
    ) { invocation in
        struct Row: Encodable {
            let unit: String
            let time: String
            let service: String?
            let release: String?
            let exitCode: Int?
            let signal: String?
            let outOfMemory: Bool
            let unhealthy: Bool
            let ended: String
            let lines: [String]
        }
        let context = try Context(invocation)
        let app = try context.app(invocation.argument(0))
        let rows = try context.store.crashes(of: app.name).map { crash in
            Row(
                unit: String(crash.unit.prefix(12)), time: Timestamp.text(crash.time),
                service: crash.service?.rawValue, release: crash.release?.description,
                exitCode: crash.ending.exitCode, signal: crash.ending.signal, outOfMemory: crash.ending.outOfMemory,
                unhealthy: crash.ending.unhealthy, ended: crash.ending.words, lines: crash.lines)
        }
        try Listing(
            rows: rows,
            columns: [
                ("UNIT", { $0.unit }), ("WHEN", { $0.time }), ("SERVICE", { $0.service ?? "-" }),
                ("RELEASE", { $0.release ?? "-" }), ("ENDED", { $0.ended }),
                ("LAST LINE", { String(($0.lines.last ?? "-").prefix(60)) }),
            ], empty: "no unit of '\(app.name)' has died by itself"
        ).print(invocation)
        return 0
    }

    static let show = CommandDefinition(
        path: ["crashes", "show"], summary: "Show how a unit died and what it printed last",
        arguments: [.init(name: "APP"), .init(name: "UNIT", isOptional: true)],
        examples: ["slipway crashes show shop", "slipway crashes show shop 3f2a91c04d7e"]
    ) { invocation in
        let context = try Context(invocation)
        let app = try context.app(invocation.argument(0))
        let unit = invocation.argument(1)
        guard let crash = try context.store.crashes(of: app.name).first(where: { $0.unit.hasPrefix(unit) }) else {
            throw Failure(
                .notFound,
                unit.isEmpty
                    ? "no unit of '\(app.name)' has died by itself"
                    : "no death of a unit \(unit.quotedForPeople) of '\(app.name)' is recorded",
                hint: "see which there are: slipway crashes \(app.name)")
        }
        let release = crash.release.map { " of \($0)" } ?? ""
        Report.result(
            "\(crash.unit.prefix(12)), a unit of \(crash.service?.rawValue ?? "?")\(release), died \(Timestamp.text(crash.time)): \(crash.ending.words)"
        )
        Report.result(crash.lines.isEmpty ? "it printed nothing" : "the last that it printed:")
        for line in crash.lines { Report.result("  \(line)") }
        return 0
    }
}
