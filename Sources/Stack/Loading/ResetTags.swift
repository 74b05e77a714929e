import YAML

/// `!reset` takes away what earlier files have at its place, `!override` puts its value there unmerged.
struct ResetTags {
    /// A file's tree without these tags: what is reset isn't in it.
    let root: Node
    /// What goes from earlier files.
    private let paths: [[String]]

    init(_ root: Node) throws {
        guard Self.areIn(root) else {
            (self.root, paths) = (root, [])
            return
        }
        var paths: [[String]] = []
        self.root = try Self.stripped(root, [], &paths) ?? Node(.scalar(Scalar("")), mark: root.mark)
        self.paths = paths
    }

    /// An earlier file's tree without what this one resets.
    /// - Parameter prefix: The path of the node in its file.
    func applied(to earlier: Node, at prefix: [String] = []) throws -> Node {
        try paths.reduce(earlier) { node, path in
            guard path.count > prefix.count, path.starts(with: prefix) else { return node }
            return try Self.removing(path.dropFirst(prefix.count), from: node)
        }
    }

    /// Most files have none, and stay as they are.
    private static func areIn(_ node: Node) -> Bool {
        node.tag == "!reset" || node.tag == "!override" || node.pairs.contains { areIn($0.value) }
    }

    private static func stripped(_ node: Node, _ path: [String], _ paths: inout [[String]]) throws -> Node? {
        switch node.tag {
        case "!reset":
            paths.append(path)
            return nil
        case "!override":
            paths.append(path)
            return Node(node.content, mark: node.mark)
        default: break
        }
        guard node.mapping != nil else { return node }
        let before = paths.count
        let new = try node.mapping { try stripped($0.value, path + [$0.name], &paths) }
        return paths.count == before ? node : new
    }

    private static func removing(_ path: ArraySlice<String>, from node: Node) throws -> Node {
        guard let name = path.first, node[name] != nil else { return node }
        return try node.mapping { pair in
            guard pair.name == name else { return pair.value }
            return path.count == 1 ? nil : try removing(path.dropFirst(), from: pair.value)
        }
    }
}
