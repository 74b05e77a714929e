import Engine
import Model
import System

/// What an app's units print and which there are.
enum UnitCommands {
    static let all = [logs, units]

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
                (
                    "ADDRESS",
                    { row in row.address.map { address in row.port.map { "\(address):\($0)" } ?? address } ?? "-" }
                ),
            ], empty: "no unit of '\(app.name)' runs"
        ).print(invocation)
        return 0
    }
}
