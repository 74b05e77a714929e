import YAML

/// What loading makes of a tree: the same places and tags with another content.
extension Node {
    func with(_ content: Content) -> Node { Node(content, tag: tag, mark: mark) }

    /// The value at a name; nil where this is no mapping or has none.
    subscript(_ name: String) -> Node? { mapping?[name] }

    /// The pairs of a mapping; none of anything else.
    var pairs: [Mapping.Pair] { mapping?.pairs ?? [] }

    /// A mapping without some of its keys.
    func removing(_ names: Set<String>) -> Node {
        guard pairs.contains(where: { names.contains($0.name) }) else { return self }
        return with(pairs.filter { !names.contains($0.name) })
    }

    /// A mapping with another value at a name, in its place, or behind all.
    func setting(_ name: String, to value: Node) -> Node {
        let pair = Mapping.Pair(key: .made(.text(name), value.mark), value: value)
        guard mapping?[name] != nil else { return with(pairs + [pair]) }
        return with(pairs.map { $0.name == name ? Mapping.Pair(key: $0.key, value: value) : $0 })
    }

    /// A mapping with each value changed by its name; those for which nothing comes back go.
    func mapping(_ change: (Mapping.Pair) throws -> Node?) rethrows -> Node {
        try with(pairs.compactMap { pair in try change(pair).map { Mapping.Pair(key: pair.key, value: $0) } })
    }

    /// With the value at a path of keys changed, where there is one; `*` stands for each name or element.
    func changing(_ path: ArraySlice<String>, _ change: (Node) throws -> Node) rethrows -> Node {
        guard let step = path.first else { return try change(self) }
        let rest = path.dropFirst()
        if step == "*", let sequence { return with(.sequence(try sequence.map { try $0.changing(rest, change) })) }
        guard mapping != nil, step == "*" || self[step] != nil else { return self }
        return try mapping { pair in
            step == "*" || pair.name == step ? try pair.value.changing(rest, change) : pair.value
        }
    }

    /// How many nodes there are, this one and keys included.
    var count: Int {
        switch content {
        case .scalar: 1
        case .sequence(let nodes): nodes.reduce(1) { $0 + $1.count }
        case .mapping(let mapping): mapping.pairs.reduce(1) { $0 + 1 + $1.value.count }
        }
    }
}
