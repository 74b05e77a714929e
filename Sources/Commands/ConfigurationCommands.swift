import Glibc
import Model
import Pipeline
import Store
import System

/// Variables that an app's units get. They are sealed in the store, and a change of any number of them is a release.
enum ConfigurationCommands {
    static let all = [list, get, set, unset]

    private static let app = CommandDefinition.Argument(name: "APP")

    static let list = CommandDefinition(
        path: ["config", "list"], summary: "List the variables of an app's configuration",
        discussion: "Values are shown with --reveal only.",
        arguments: [app], options: [.format, .quiet, .init(name: "reveal", help: "show the values")],
        examples: ["slipway config list shop", "slipway config list shop --reveal"]
    ) { invocation in
        struct Row: Encodable {
            let name: String
            let value: String?
        }
        let context = try Context(invocation)
        let app = try context.app(invocation.argument(0))
        let reveal = invocation.has("reveal")
        let rows = try context.configuration(of: app.name, app.configuration).sorted { $0.key < $1.key }.map {
            Row(name: $0.key.rawValue, value: reveal ? $0.value.exposed : nil)
        }
        try Listing(
            rows: rows,
            columns: [("NAME", { $0.name }), ("VALUE", { $0.value?.printable() ?? "[redacted]" })],
            empty: "no variables yet; set one: slipway config set \(app.name) NAME=VALUE"
        ).print(invocation)
        return 0
    }

    static let get = CommandDefinition(
        path: ["config", "get"], summary: "Print the value of a variable",
        arguments: [app, .init(name: "NAME")],
        examples: ["slipway config get shop DATABASE_URL", "ssh slipway@HOST config get shop DATABASE_URL"]
    ) { invocation in
        let context = try Context(invocation)
        let app = try context.app(invocation.argument(0))
        let name = try VariableName(invocation.argument(1))
        guard let value = try context.configuration(of: app.name, app.configuration)[name] else {
            throw Failure(
                .notFound, "'\(app.name)' has no variable '\(name)'",
                hint: "see which there are: slipway config list \(app.name)")
        }
        Report.result(value.exposed)
        return 0
    }

    static let set = CommandDefinition(
        path: ["config", "set"], summary: "Set variables: one release for all of them",
        discussion:
            "NAME=- takes the value from standard input: a secret then stands in no history and no process list.",
        arguments: [app, .init(name: "NAME=VALUE", isRest: true)],
        examples: ["slipway config set shop A=1 B=2", "ssh slipway@HOST config set shop PASSWORD=- < FILE"]
    ) { invocation in
        var change = Change(.configuration)
        change.set = [:]
        for word in invocation.arguments.dropFirst() {
            let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            // Not the word itself: it may hold a secret.
            guard parts.count == 2 else {
                throw Failure(
                    .usage, "a word without '='; expected NAME=VALUE",
                    hint: "over ssh a value with spaces needs quotes twice: \"config set APP 'NAME=two words'\"")
            }
            let name = try VariableName(parts[0])
            guard change.set?[name.rawValue] == nil else { throw Failure(.usage, "'\(name)' is set twice") }
            change.set?[name.rawValue] = try value(parts[1], of: name)
        }
        return try apply(change, invocation)
    }

    private static func value(_ text: String, of name: VariableName) throws -> String {
        var bytes = Array(text.utf8)
        if text == "-" {
            bytes = try Descriptor(dup(0)).readToEnd(atMost: 1 << 20)
            if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        }
        // What was no UTF-8 among the words has been replaced by now.
        guard let value = String(validating: bytes, as: UTF8.self), !value.unicodeScalars.contains("\u{FFFD}") else {
            throw Failure(.badData, "the value of '\(name)' is no UTF-8")
        }
        guard !bytes.contains(0) else { throw Failure(.badData, "the value of '\(name)' holds a NUL") }
        return value
    }

    static let unset = CommandDefinition(
        path: ["config", "unset"], summary: "Remove variables: one release for all of them",
        arguments: [app, .init(name: "NAME", isRest: true)],
        examples: ["slipway config unset shop GREETING", "slipway config unset shop A B"]
    ) { invocation in
        var change = Change(.configuration)
        change.unset = try invocation.arguments.dropFirst().map { try VariableName($0) }
        return try apply(change, invocation)
    }

    private static func apply(_ change: Change, _ invocation: Invocation) throws -> Int32 {
        let context = try Context(invocation)
        let app = try context.app(invocation.argument(0))
        if app.live != nil {
            guard app.isStopped != true else {
                throw Failure(.usage, "'\(app.name)' is stopped", hint: "slipway ps start \(app.name)")
            }
            return try context.launch(change, for: app.name)
        }
        let lock = try FileLock.acquire(
            context.folder.lock(app.name), for: Holder(work: "a change of configuration", user: Launch.user))
        try withExtendedLifetime(lock) {
            // What waited may find a first release live.
            let record = try context.store.existingApp(app.name)
            let number = try context.store.addConfiguration(
                app.name, from: record.configuration, set: change.configuration(), unset: change.unset ?? [],
                .load(context.folder.secretKey))
            try context.store.updateApp(app.name) { $0.configuration = number }
        }
        Report.step("\(app.name) gets it with its next release")
        return 0
    }
}
