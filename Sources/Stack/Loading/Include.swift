import Model
import YAML

/// `include`: another stack's resources, loaded with that one's own folder and variables.
extension Loader {
    private static let sections = ["services", "networks", "volumes", "secrets", "configs"]

    /// A root with what an entry of `include` adds to it.
    /// - Parameter parents: The files that are being loaded, one within the other.
    mutating func including(
        _ entry: Node, in root: Node, folder: String, within parents: [String]
    ) throws -> Node {
        let nodes = Self.entries(entry.mapping == nil ? entry : entry["path"])
        let paths = try nodes.map { node in
            try node.placed { try SourcePath.resolved($0, in: folder) }
        }
        guard let first = paths.first else { throw entry.failure("'include' needs the key 'path'") }
        for (node, path) in zip(nodes, paths) where parents.contains(path) {
            throw node.failure(
                "\(path.quotedForPeople) includes itself: \((parents + [path]).joined(separator: " → "))")
        }
        let inner =
            try entry["project_directory"].map { node in
                try node.placed { try SourcePath.resolved($0, in: folder) }
            } ?? SourcePath.folder(of: first)
        for (node, path) in zip(nodes, paths) where try source.bytes(path, limit: Limits.fileBytes) == nil {
            throw Self.missing(path, node.mark)
        }
        let variables = try variables(of: entry, folder: folder, inner: inner)
        let included = try with(variables) { try $0.root(of: paths, folder: inner, within: parents) }
        try spend(nodes: included.root.count, at: entry.mark)
        return try adding(included.root, to: root, from: first)
    }

    private mutating func variables(of entry: Node, folder: String, inner: String) throws -> Variables {
        var all = variables
        var own: [String: String] = [:]
        for node in Self.entries(entry["env_file"]) {
            let path = try node.placed { try SourcePath.resolved($0, in: folder) }
            guard let bytes = try bytes(path, at: node.mark) else { throw Self.missing(path, node.mark) }
            own.merge(try values(bytes, path).compactMapValues(\.text)) { $1 }
        }
        if entry["env_file"] == nil { own = try defaults(in: inner) }
        all.defaults = own.merging(variables.defaults) { $1 }
        return all
    }

    /// What a folder's `.env` has for variables that the configuration has nothing for.
    mutating func defaults(in folder: String) throws -> [String: String] {
        let path = try SourcePath.resolved(".env", in: folder)
        guard let bytes = try bytes(path, at: nil) else { return [:] }
        return try values(bytes, path).compactMapValues(\.text)
    }

    private mutating func adding(_ included: Node, to root: Node, from path: String) throws -> Node {
        try Self.sections.reduce(root) { root, section in
            guard let added = included[section], !added.pairs.isEmpty else { return root }
            guard let own = root[section], own.mapping != nil else { return root.setting(section, to: added) }
            for pair in added.pairs {
                guard let known = own[pair.name], !known.saysTheSame(as: pair.value) else { continue }
                problems.add(
                    known.failure(
                        "\(pair.name.quotedForPeople) in \(section) is in the included \(path) too, in line "
                            + "\(pair.key.mark.line), and not the same"))
            }
            let new = own.with(own.pairs + added.pairs.filter { own[$0.name] == nil })
            try check(count: section == "services" ? new.pairs.count : 0, at: own.mark)
            return root.setting(section, to: new)
        }
    }
}

extension Node {
    /// What `body` makes of this text, with this place in its failures.
    func placed<Value>(_ body: (String) throws -> Value) throws -> Value {
        let text = try requiredText("a path")
        return try placing { try body(text) }
    }

    /// Wherever both stand.
    func saysTheSame(as other: Node) -> Bool {
        switch (content, other.content) {
        case (.scalar(let left), .scalar(let right)): left.text == right.text
        case (.sequence(let left), .sequence(let right)):
            left.count == right.count && zip(left, right).allSatisfy { $0.saysTheSame(as: $1) }
        case (.mapping(let left), .mapping(let right)):
            left.pairs.count == right.pairs.count
                && left.pairs.allSatisfy { pair in right[pair.name].map { pair.value.saysTheSame(as: $0) } ?? false }
        default: false
        }
    }
}
