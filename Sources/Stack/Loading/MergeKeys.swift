import YAML

/// YAML 1.1's merge key: `<<: *base` and `<<: [*first, *second]` give a mapping the pairs that it hasn't itself.
enum MergeKeys {
    /// The same tree without merge keys. Own pairs come first and win; of a list the earlier mapping does.
    static func resolved(_ node: Node) throws -> Node { try changed(node) ?? node }

    /// Nil where nothing changes: most of a file has no merge keys.
    private static func changed(_ node: Node) throws -> Node? {
        switch node.content {
        case .scalar: return nil
        case .sequence(var nodes):
            var isChanged = false
            for index in nodes.indices {
                guard let new = try changed(nodes[index]) else { continue }
                nodes[index] = new
                isChanged = true
            }
            return isChanged ? node.with(.sequence(nodes)) : nil
        case .mapping(let mapping):
            return try changed(mapping).map { node.with(.mapping($0)) }
        }
    }

    private static func changed(_ mapping: Mapping) throws -> Mapping? {
        var isChanged = false
        var pairs: [Mapping.Pair] = []
        var merged: [Mapping.Pair] = []
        for pair in mapping.pairs {
            let value = try changed(pair.value)
            if isMergeKey(pair.key) {
                merged += try sources(of: value ?? pair.value).flatMap(\.pairs)
                isChanged = true
            } else {
                pairs.append(value.map { Mapping.Pair(key: pair.key, value: $0) } ?? pair)
                isChanged = isChanged || value != nil
            }
        }
        guard isChanged else { return nil }
        var known = Set(pairs.map(\.name))
        pairs += merged.filter { known.insert($0.name).inserted }
        return try Mapping(pairs)
    }

    /// A quoted `"<<"` is a key as any other.
    private static func isMergeKey(_ key: Node) -> Bool { key.text == "<<" && key.scalar?.style == .plain }

    private static func sources(of value: Node) throws -> [Mapping] {
        if let mapping = value.mapping { return [mapping] }
        guard let list = value.sequence else { throw value.wrong("<<", "a mapping or a list of mappings") }
        return try list.map { try $0.requiredMapping("an entry of '<<'") }
    }
}
