import Model
import YAML

/// What a file and a later one come to: the Compose specification's chapter 'Merge'. Both are in canonical form.
enum Merge {
    /// - Parameter path: Of the two: `["services", "web"]`.
    static func merged(_ earlier: Node, _ later: Node, path: [String]) throws -> Node {
        switch Schema.rule(path) {
        case .replace: return later
        case .mapping: return try byShape(earlier, later, path)
        case .mappingIfSame(let name):
            if let left = earlier[name]?.text, let right = later[name]?.text, left != right { return later }
            return try byShape(earlier, later, path)
        case .append: return appended(earlier, later)
        case .unique(let names): return unique(appended(earlier, later), by: names)
        }
    }

    /// Two mappings key by key, two lists one behind the other; of anything else the later.
    private static func byShape(_ earlier: Node, _ later: Node, _ path: [String]) throws -> Node {
        guard let old = earlier.mapping, let new = later.mapping else { return appended(earlier, later) }
        var pairs = try old.pairs.map { pair in
            guard let value = new[pair.name] else { return pair }
            return Mapping.Pair(key: pair.key, value: try merged(pair.value, value, path: path + [pair.name]))
        }
        pairs += new.pairs.filter { old[$0.name] == nil }
        return later.with(pairs)
    }

    /// A later `null` says nothing where a mapping or a list stood.
    private static func appended(_ earlier: Node, _ later: Node) -> Node {
        if later.isNull, earlier.scalar == nil { return earlier }
        guard let old = earlier.sequence, let new = later.sequence else { return later }
        return later.with(.sequence(old + new))
    }

    private static func unique(_ node: Node, by names: [String]) -> Node {
        guard let sequence = node.sequence else { return node }
        var places: [Identity: Int] = [:]
        var kept: [Node] = []
        for element in sequence {
            let identity = Identity(element, names)
            if let place = places[identity] {
                kept[place] = element
            } else {
                places[identity] = kept.count
                kept.append(element)
            }
        }
        return node.with(.sequence(kept))
    }

    /// What makes two elements of a list one.
    private struct Identity: Hashable {
        let texts: [String?]

        init(_ node: Node, _ names: [String]) {
            texts = node.mapping == nil || names.isEmpty ? [node.text] : names.map { node[$0]?.text }
        }
    }
}
