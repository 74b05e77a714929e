import YAML

/// YAML 1.1's merge key: `<<: *base` and `<<: [*first, *second]` give a mapping the pairs that it hasn't itself.
enum MergeKeys {
    /// The same tree without merge keys. Own pairs come first and win; of a list the earlier mapping does.
    static func resolved(_ node: Node) throws -> Node {
        switch node.content {
        case .scalar: return node
        case .sequence(let nodes): return node.with(.sequence(try nodes.map(resolved)))
        case .mapping(let mapping): return node.with(.mapping(try resolved(mapping)))
        }
    }

    private static func resolved(_ mapping: Mapping) throws -> Mapping {
        var pairs: [Mapping.Pair] = []
        var merged: [Mapping.Pair] = []
        for pair in mapping.pairs {
            let value = try resolved(pair.value)
            if isMergeKey(pair.key) {
                merged += try sources(of: value, key: pair.key).flatMap(\.pairs)
            } else {
                pairs.append(Mapping.Pair(key: pair.key, value: value))
            }
        }
        var known = Set(pairs.map(\.name))
        pairs += merged.filter { known.insert($0.name).inserted }
        return try Mapping(pairs)
    }

    /// A quoted `"<<"` is a key as any other.
    private static func isMergeKey(_ key: Node) -> Bool { key.text == "<<" && key.scalar?.style == .plain }

    private static func sources(of value: Node, key: Node) throws -> [Mapping] {
        if let mapping = value.mapping { return [mapping] }
        guard let list = value.sequence else { throw value.wrong("<<", "a mapping or a list of mappings") }
        return try list.map { try $0.requiredMapping("an entry of '<<'") }
    }
}
