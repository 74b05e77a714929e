import Engine
import Model
import Pipeline
import Store
import System

/// How many units an app has, and whether they run.
enum ScaleCommands {
    static let all = [scale, restart, stop, start]

    private static let app = CommandDefinition.Argument(name: "APP")
    /// More than this on one host is a slip of the finger: a bridge of Linux has 1,024 ports.
    private static let most = 500

    static let scale = CommandDefinition(
        path: ["ps", "scale"], summary: "Show or set how many units each service has",
        discussion: """
            A change is a release: new units come up before it counts, and units that go answer first what they have begun.
            The number holds for later deploys.
            """,
        arguments: [app, .init(name: "SERVICE=N", isOptional: true, isRest: true)], options: [.format],
        examples: ["slipway ps scale shop", "slipway ps scale shop web=3"]
    ) { invocation in
        let context = try Context(invocation)
        let app = try context.app(invocation.argument(0))
        let live = try app.live.flatMap { try context.store.release(app.name, $0) }
        let wanted = try parse(invocation.arguments.dropFirst())
        guard !wanted.isEmpty else { return try show(app, live, invocation) }
        guard let live else {
            try context.store.updateApp(app.name) { app in
                guard app.live == nil else { return }
                app.scale = (app.scale ?? [:]).merging(wanted) { $1 }
            }
            Report.step("\(app.name) will have \(words(wanted)) with its first release")
            return 0
        }
        let services = live.services.map(\.service.rawValue)
        for name in wanted.keys.sorted() where !services.contains(name) {
            throw Failure(
                .notFound, "'\(app.name)' has no service '\(name)'",
                hint: "it has: \(services.joined(separator: ", "))")
        }
        guard app.isStopped != true else {
            throw Failure(.usage, "'\(app.name)' is stopped", hint: "slipway ps start \(app.name)")
        }
        if live.services.allSatisfy({ wanted[$0.service.rawValue] ?? $0.replicas == $0.replicas }) {
            Report.step("\(app.name) has \(words(wanted)) already")
            return 0
        }
        var change = Change(.scale)
        change.scale = wanted
        return try context.launch(change, for: app.name)
    }

    private static func words(_ scale: [String: Int]) -> String {
        scale.sorted { $0.key < $1.key }.map { "\($0.value) × \($0.key)" }.joined(separator: ", ")
    }

    private static func parse(_ words: ArraySlice<String>) throws -> [String: Int] {
        var wanted: [String: Int] = [:]
        for word in words {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 2, let count = Int(parts[1]), (1...most).contains(count) else {
                throw Failure(
                    .usage, "\(word.quotedForPeople): expected SERVICE=N, with N from 1 to \(most)",
                    hint: parts.last == "0" ? "to stop all units: slipway ps stop APP" : "such as web=3")
            }
            wanted[try ServiceName(parts[0]).rawValue] = count
        }
        return wanted
    }

    private static func show(_ app: App, _ live: Release?, _ invocation: Invocation) throws -> Int32 {
        struct Row: Encodable {
            let service: String
            let units: Int
        }
        let rows =
            live?.services.map { Row(service: $0.service.rawValue, units: $0.replicas) }
            ?? (app.scale ?? [:]).sorted { $0.key < $1.key }.map { Row(service: $0.key, units: $0.value) }
        try Listing(
            rows: rows, columns: [("SERVICE", { $0.service }), ("UNITS", { String($0.units) })],
            empty: "no release yet; push one: git push slipway main"
        ).print(invocation)
        return 0
    }

    static let restart = CommandDefinition(
        path: ["ps", "restart"], summary: "Restart an app's units without a failed request",
        discussion: "A quarter of them at a time: new ones come up first, then old ones go, each once it is idle.",
        arguments: [app], examples: ["slipway ps restart shop", "ssh slipway@HOST ps restart shop"]
    ) { try units(.restart, $0) }

    static let stop = CommandDefinition(
        path: ["ps", "stop"], summary: "Stop an app's units; its domains say so",
        discussion: "Requests that are under way are answered first. 'ps start', a push or a rollback starts it again.",
        arguments: [app], examples: ["slipway ps stop shop", "ssh slipway@HOST ps stop shop"]
    ) { try units(.stop, $0) }

    static let start = CommandDefinition(
        path: ["ps", "start"], summary: "Start the units of an app that was stopped",
        arguments: [app], examples: ["slipway ps start shop", "ssh slipway@HOST ps start shop"]
    ) { try units(.start, $0) }

    private static func units(_ verb: UnitsVerb, _ invocation: Invocation) throws -> Int32 {
        let context = try Context(invocation)
        let app = try context.app(invocation.argument(0))
        return try context.launch(for: app.name) { .units(verb, hooks: $0) }
    }
}
