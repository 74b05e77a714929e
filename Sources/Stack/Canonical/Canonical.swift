import Model
import YAML

/// A file's tree in the specification's long form, as `docker compose config` has it, with the marks of the file.
///
/// It goes as deep as the table does, not as deep as the file.
enum Canonical {
    /// - Parameter root: With variables and merge keys resolved. Nothing at all is a file without services.
    static func document(_ root: Node, _ problems: inout Problems) -> Node {
        if root.isNull { return root.with([]) }
        return canonical(root, Schema.root, KeyPath([]), &problems) ?? root.with([])
    }

    static func service(_ node: Node, name: String, _ problems: inout Problems) -> Node {
        canonical(node, .keys(Schema.serviceKeys), KeyPath(["services", name]), &problems) ?? node.with([])
    }

    /// - Returns: Nil where the value is wrong, which is among the problems then.
    private static func canonical(
        _ node: Node, _ shape: Shape, _ path: KeyPath, _ problems: inout Problems
    ) -> Node? {
        switch shape {
        case .optional(let inner): return node.isNull ? node : canonical(node, inner, path, &problems)
        case .short(let expand, let inner):
            if node.mapping != nil { return canonical(node, inner, path, &problems) }
            guard let long = problems.attempt({ try path.naming { try expand(node) } })?.first else { return nil }
            return canonical(long, inner, path, &problems)
        case .list(let inner):
            guard let nodes = problems.attempt({ try node.requiredSequence(path.quoted) }) else { return nil }
            return list(nodes, inner, node, path, &problems)
        case .oneOrMore(let inner):
            return list(node.sequence ?? [node], inner, node, path, &problems)
        case .keys(let keys): return mapping(node, keys, path, &problems)
        case .named(let inner):
            guard let mapping = problems.attempt({ try node.requiredMapping(path.quoted) }) else { return nil }
            return node.with(
                mapping.pairs.compactMap { pair in
                    canonical(pair.value, inner, path + pair.name, &problems).map {
                        .init(key: pair.key, value: $0)
                    }
                })
        case .names(let inner, let each):
            guard let names = node.sequence else {
                return canonical(node, .named(inner), path, &problems)
            }
            let pairs = names.compactMap { name in
                problems.attempt { Mapping.Pair(key: try Scalars.text(name, path), value: each(name.mark)) }
            }
            return node.with(pairs.lastOfEachName)
        default: return problems.attempt { try Scalars.canonical(node, shape, path) }
        }
    }

    private static func list(
        _ nodes: [Node], _ shape: Shape, _ whole: Node, _ path: KeyPath, _ problems: inout Problems
    ) -> Node {
        var elements: [Node] = []
        for node in nodes {
            // A short form may stand for several.
            if case .short(let expand, let inner) = shape, node.mapping == nil {
                let long = problems.attempt { try path.naming { try expand(node) } } ?? []
                elements += long.compactMap { canonical($0, inner, path, &problems) }
            } else if let element = canonical(node, shape, path, &problems) {
                elements.append(element)
            }
        }
        return Node(.sequence(elements), tag: whole.tag, mark: whole.mark)
    }

    private static func mapping(
        _ node: Node, _ keys: [Key], _ path: KeyPath, _ problems: inout Problems
    ) -> Node? {
        guard let mapping = problems.attempt({ try node.requiredMapping(path.quoted) }) else { return nil }
        var pairs: [Mapping.Pair] = []
        for pair in mapping.pairs {
            if Schema.isExtension(pair.name) {
                pairs.append(pair)
            } else if let place = keys.indices.first(where: { keys[$0].name == pair.name }) {
                let value = canonical(pair.value, keys[place].shape, path + pair.name, &problems)
                if let value { pairs.append(Mapping.Pair(key: pair.key, value: value)) }
            } else {
                problems.add(unknown(pair.key, keys, path, problems))
            }
        }
        // By their places: a row of the table is large to copy.
        for place in keys.indices where keys[place].isRequired && mapping[keys[place].name] == nil {
            problems.add(node.failure("\(path.place) lacks '\(keys[place].name)'"))
        }
        return node.with(Defaults.added(to: pairs, at: path, node.mark))
    }

    private static func unknown(_ key: Node, _ keys: [Key], _ path: KeyPath, _ problems: Problems) -> Failure {
        let name = key.text ?? ""
        let isShort = keys.count <= 8
        return key.failure(
            "unknown key \(name.quotedForPeople) in \(path.place)",
            hint: problems.hint(name, keys.map(\.name))
                ?? (isShort ? "known are: \(keys.map(\.name).joined(separator: ", "))" : nil))
    }
}

extension Node {
    /// This place with other content.
    func with(_ pairs: [Mapping.Pair]) -> Node {
        // Two equal keys were refused where the file was read; a list's are made unique.
        (try? Mapping(pairs)).map { Node(.mapping($0), tag: tag, mark: mark) } ?? self
    }
}

extension [Mapping.Pair] {
    /// Of pairs with the same name the last value, in the place of the first.
    var lastOfEachName: [Mapping.Pair] {
        var places: [String: Int] = [:]
        var pairs: [Mapping.Pair] = []
        for pair in self {
            if let place = places[pair.name] {
                pairs[place] = pair
            } else {
                places[pair.name] = pairs.count
                pairs.append(pair)
            }
        }
        return pairs
    }
}
