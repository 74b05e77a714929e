import Model
import Pipeline
import Room
import System

enum RoomCommands {
    static let gc = CommandDefinition(
        path: ["gc"], summary: "Remove what no kept release needs",
        discussion: """
            Of each app the live release stays, as many others that were live as 'slipway up --keep' says, and as many that
            failed at most. All else of ours goes: records, logs, images, what the registry stores, what was left when
            something was cut off, and build cache beyond its limit. An app that is being deployed is left alone until that
            has ended. The server does all this by itself after each release and every hour.
            """,
        options: [.init(name: "dry-run", help: "say what would go, and remove nothing"), .format, .quiet],
        examples: ["slipway gc --dry-run", "slipway gc --format json"]
    ) { invocation in
        struct Row: Encodable {
            let kind: String
            let app: String?
            let name: String
            let bytes: Int?
        }
        let context = try Context(invocation)
        let isPreview = invocation.has("dry-run")
        let outcome = try Sweep(
            context.folder, context.settings, context.store, user: Launch.user, isPreview: isPreview
        ).all(
            measured: true)
        let rows = outcome.removed.map {
            Row(kind: $0.kind, app: $0.app?.rawValue, name: $0.name, bytes: $0.bytes)
        }
        try Listing(
            rows: rows,
            columns: [
                ("NAME", { $0.name }), ("KIND", { $0.kind }), ("APP", { $0.app ?? "-" }),
                ("SIZE", { $0.bytes.map(size) ?? "-" }),
            ], empty: "nothing to remove"
        ).print(invocation)
        let sum = rows.compactMap(\.bytes).reduce(0, +)
        if !rows.isEmpty {
            Report.line(
                "\(size(sum)) in \(rows.count) thing\(rows.count == 1 ? "" : "s") \(isPreview ? "would go" : "removed")"
            )
        }
        for app in outcome.busy { Report.line("\(app) is being deployed; it is cleaned up after that") }
        if outcome.inUse > 0 { Report.line("\(outcome.inUse) more in use by what is about to end; they go later") }
        for problem in outcome.problems { Report.failure(problem) }
        return outcome.problems.isEmpty ? 0 : Failure.Code.failed.rawValue
    }

    /// Bytes as people read them: `3.4 MiB`.
    static func size(_ bytes: Int) -> String {
        var tenths = bytes * 10
        var unit = "B"
        for next in ["KiB", "MiB", "GiB", "TiB"] where tenths >= 10240 {
            tenths /= 1024
            unit = next
        }
        return unit == "B" ? "\(bytes) B" : "\(tenths / 10).\(tenths % 10) \(unit)"
    }
}
