import Model
import YAML

/// Values that are no lists and no mappings, each in the one way in which canonical form writes it.
enum Scalars {
    static func canonical(_ node: Node, _ shape: Shape, _ path: KeyPath) throws -> Node {
        switch shape {
        case .text, .path, .context: return try text(node, path)
        case .word: return try word(node, path)
        case .choice(let choices):
            let text = try text(node, path)
            guard let chosen = text.text, choices.contains(chosen) else {
                let near = text.text.flatMap { Nearest.to($0, in: choices) }
                throw node.wrong(path.quoted, near.map { "'\($0)'" } ?? "one of \(choices.joined(separator: ", "))")
            }
            return text
        case .boolean:
            guard node.tag == nil, let value = node.scalar?.boolean else {
                throw node.wrong(path.quoted, "true or false")
            }
            return node.made(.boolean(value))
        case .external:
            guard node.mapping != nil else { return try canonical(node, .boolean, path) }
            let name = try node.mapping(path.quoted, keys: ["name"])["name"].map { try text($0, path + "name") }
            return node.with(name.map { [.init(key: node.made(.text("name")), value: $0)] } ?? [])
        case .integer:
            guard let value = node.scalar?.integer else { throw node.wrong(path.quoted, "a whole number") }
            return node.made(.integer(value))
        case .mode: return node.made(.integer(try mode(node, path)))
        case .number:
            guard let scalar = node.scalar, let value = scalar.integer.map(Double.init) ?? scalar.number,
                value.isFinite
            else { throw node.wrong(path.quoted, "a number") }
            return node.made(.number(value))
        case .duration:
            guard case .text(let text) = node.value, let duration = Duration(composeText: text) else {
                throw node.wrong(path.quoted, "a duration such as '1m30s'")
            }
            return node.made(.text(duration.composeText))
        case .bytes:
            guard let text = node.text, !node.isNull, let bytes = ByteCount.bytes(text) else {
                throw node.wrong(path.quoted, "a size such as '512m'")
            }
            return node.made(.text(String(bytes)))
        case .command: return try command(node, path)
        case .test: return try test(node, path)
        case .pairs(let alone): return try pairs(node, alone, path)
        case .hosts: return try hosts(node, path)
        default: return node
        }
    }

    static func text(_ node: Node, _ path: KeyPath) throws -> Node {
        guard case .text(let text) = node.value else {
            let isScalar = node.scalar != nil && !node.isNull
            throw node.failure(
                node.wrong(path.quoted, "a text").message(behind: node.mark),
                hint: isScalar ? "write it in quotes" : nil)
        }
        return node.made(.text(text))
    }

    /// A file's permissions: a number, in octal where it begins with 0, or a text in octal.
    private static func mode(_ node: Node, _ path: KeyPath) throws -> Int {
        if case .integer(let mode) = node.value, mode >= 0 { return mode }
        if case .text(let text) = node.value, let mode = Int(text, radix: 8), mode >= 0 { return mode }
        throw node.wrong(path.quoted, "permissions such as 0440")
    }

    private static func word(_ node: Node, _ path: KeyPath) throws -> Node {
        guard let text = printed(node), !node.isNull else { throw node.wrong(path.quoted, "a text or a number") }
        return node.made(.text(text))
    }

    /// A scalar as Compose prints it where it wants a text; empty for nothing.
    private static func printed(_ node: Node) -> String? {
        switch node.value {
        case .text(let text): text
        case .integer(let value): String(value)
        case .number(let value): GoNumber.text(value)
        case .boolean(let value): String(value)
        case .null: ""
        case nil: nil
        }
    }

    private static func command(_ node: Node, _ path: KeyPath) throws -> Node {
        if node.isNull { return node }
        if let words = node.sequence {
            return node.made(try words.map { try text($0, path) })
        }
        guard let line = try text(node, path).text, let words = CommandLine(line)?.words else {
            throw node.failure("\(path.quoted): a quote is not closed")
        }
        return node.made(words.map { node.made(.text($0)) })
    }

    private static func test(_ node: Node, _ path: KeyPath) throws -> Node {
        if let words = node.sequence { return node.made(try words.map { try text($0, path) }) }
        return node.made([node.made(.text("CMD-SHELL")), try text(node, path)])
    }

    private static func pairs(_ node: Node, _ alone: String?, _ path: KeyPath) throws -> Node {
        if let mapping = node.mapping {
            return node.with(
                try mapping.pairs.map { pair in
                    guard let text = printed(pair.value) else {
                        throw pair.value.wrong((path + pair.name).quoted, "a text")
                    }
                    let isAlone = pair.value.isNull
                    let value = isAlone ? alone.map { Scalar.Value.text($0) } ?? .null : .text(text)
                    return Mapping.Pair(key: pair.key, value: pair.value.made(value))
                })
        }
        let lines = try node.requiredSequence(path.quoted)
        let pairs = try lines.map { line in
            let text = try text(line, path).text ?? ""
            guard let equals = text.firstIndex(of: "=") else {
                return Mapping.Pair(
                    key: line.made(.text(text)), value: line.made(alone.map { Scalar.Value.text($0) } ?? .null))
            }
            return Mapping.Pair(
                key: line.made(.text(String(text[..<equals]))),
                value: line.made(.text(String(text[text.index(after: equals)...]))))
        }
        return node.with(pairs.lastOfEachName)
    }

    private static func hosts(_ node: Node, _ path: KeyPath) throws -> Node {
        var names: [Node] = []
        var addresses: [String: [Node]] = [:]
        func add(_ name: Node, _ address: Node) {
            if addresses[name.text ?? ""] == nil { names.append(name) }
            addresses[name.text ?? "", default: []].append(address)
        }
        if let mapping = node.mapping {
            for pair in mapping.pairs {
                for address in pair.value.sequence ?? [pair.value] {
                    add(pair.key, try text(address, path + pair.name))
                }
            }
        } else {
            for line in try node.requiredSequence(path.quoted) {
                let text = try text(line, path).text ?? ""
                guard let end = text.firstIndex(of: "=") ?? text.firstIndex(of: ":") else {
                    throw line.failure("\(path.quoted): expected 'name:address', found \(text.quotedForPeople)")
                }
                var address = text[text.index(after: end)...]
                if address.hasPrefix("["), address.hasSuffix("]") { address = address.dropFirst().dropLast() }
                add(line.made(.text(String(text[..<end]))), line.made(.text(String(address))))
            }
        }
        return node.with(names.map { .init(key: $0, value: $0.made(addresses[$0.text ?? ""] ?? [])) })
    }
}

extension Failure {
    /// The message without its place.
    fileprivate func message(behind mark: Mark) -> String { String(message.dropFirst("\(mark): ".count)) }
}
