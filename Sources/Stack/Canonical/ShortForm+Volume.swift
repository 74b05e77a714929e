import Model
import YAML

extension ShortForm {
    /// `data:/var/lib/data:ro`, `./folder:/srv`, `/srv`.
    static let volume: @Sendable (Node) throws -> [Node] = { node in
        let text = try text(node, or: "a mapping")
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard (1...3).contains(parts.count), !parts.contains("") else {
            throw Problem(
                node: node, message: "expected 'source:target:options', found \(text.quotedForPeople)",
                hint: parts.count > 3 ? "write it as a mapping" : nil)
        }
        if parts.count == 1 {
            return [
                node.made([
                    "type": node.made(.text("volume")), "target": node.made(.text(clean(text))),
                    "volume": node.made([:]),
                ])
            ]
        }
        let options = parts.count > 2 ? parts[2].split(separator: ",").map(String.init) : []
        let isPath = [".", "/", "~"].contains { parts[0].hasPrefix($0) }
        var pairs: [Mapping.Pair] = []
        func add(_ name: String, _ value: Node) { pairs.append(.init(key: node.made(.text(name)), value: value)) }
        add("type", node.made(.text(isPath ? "bind" : "volume")))
        add("source", node.made(.text(parts[0])))
        add("target", node.made(.text(clean(parts[1]))))
        if options.contains("ro") { add("read_only", node.made(.boolean(true))) }
        add(isPath ? "bind" : "volume", isPath ? bind(options, node) : volume(options, node))
        return [node.with(pairs)]
    }

    private static func bind(_ options: [String], _ node: Node) -> Node {
        var pairs: [Mapping.Pair] = []
        func add(_ name: String, _ value: Scalar.Value) {
            pairs.append(.init(key: node.made(.text(name)), value: node.made(value)))
        }
        for option in options {
            switch option {
            case "z", "Z": add("selinux", .text(option))
            case "private", "rprivate", "shared", "rshared", "slave", "rslave": add("propagation", .text(option))
            default: break
            }
        }
        add("create_host_path", .boolean(true))
        return node.with(pairs.lastOfEachName)
    }

    private static func volume(_ options: [String], _ node: Node) -> Node {
        options.contains("nocopy") ? node.made(["nocopy": node.made(.boolean(true))]) : node.made([:])
    }

    /// A path in a container without `.` and empty parts, and without a slash at its end.
    static func clean(_ path: String) -> String { FilePath.clean(path) }
}
