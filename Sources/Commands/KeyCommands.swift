import Access
import Model
import Store
import System

enum KeyCommands {
    static let all = [add, list, remove]

    static let add = CommandDefinition(
        path: ["key", "add"], summary: "Let a public key push and type commands",
        arguments: [.init(name: "NAME"), .init(name: "FILE", isOptional: true)],
        examples: ["slipway key add alice ~alice/.ssh/id_ed25519.pub", "ssh slipway@HOST key add bob < bob.pub"],
        inputArgument: 1
    ) { invocation in
        let context = try Context(invocation)
        let name = try KeyName(invocation.argument(0))
        let text = String(decoding: try Descriptor(0).readToEnd(atMost: 1 << 16), as: UTF8.self)
        let key = try context.store.addKey(name, PublicKey(text))
        try AuthorizedKeys.write(context.store, context.folder)
        Report.result(key.fingerprint)
        return 0
    }

    static let list = CommandDefinition(
        path: ["key", "list"], summary: "List the keys", options: [.format, .quiet],
        examples: ["slipway key list", "slipway key list --format json"]
    ) { invocation in
        struct Row: Encodable {
            let name: String
            let fingerprint: String
            let type: String
            let added: String
        }
        let context = try Context(invocation)
        let rows = try context.store.keys().map {
            Row(
                name: $0.name.rawValue, fingerprint: $0.fingerprint, type: String($0.line.prefix { $0 != " " }),
                added: Timestamp.text($0.added))
        }
        try Listing(
            rows: rows,
            columns: [
                ("NAME", { $0.name }), ("FINGERPRINT", { $0.fingerprint }), ("TYPE", { $0.type }),
                ("ADDED", { $0.added }),
            ],
            empty: "no keys yet; add one: slipway key add NAME FILE"
        ).print(invocation)
        return 0
    }

    static let remove = CommandDefinition(
        path: ["key", "remove"], summary: "Take a key's rights away", arguments: [.init(name: "NAME")],
        examples: ["slipway key remove alice", "ssh slipway@HOST key remove bob"]
    ) { invocation in
        let context = try Context(invocation)
        _ = try context.store.removeKey(KeyName(invocation.argument(0)))
        try AuthorizedKeys.write(context.store, context.folder)
        return 0
    }
}
