import Model
import YAML

/// The specification's short forms: each makes the long one of what is no mapping.
enum ShortForm {
    /// What is wrong with a short form; the key path comes before it.
    struct Problem: Error {
        let node: Node
        let message: String
        var hint: String?
    }

    static func text(_ node: Node, or other: String) throws -> String {
        guard case .text(let text) = node.value else {
            throw Problem(node: node, message: "expected a text or \(other), found \(node.kind)")
        }
        return text
    }

    static let build: @Sendable (Node) throws -> [Node] = { node in
        [node.made(["context": node.made(.text(try text(node, or: "a mapping")))])]
    }

    static let include: @Sendable (Node) throws -> [Node] = { node in
        [node.made(["path": node.made(.text(try text(node, or: "a mapping")))])]
    }

    static let extends: @Sendable (Node) throws -> [Node] = { node in
        [node.made(["service": node.made(.text(try text(node, or: "a mapping")))])]
    }

    static let environmentFile: @Sendable (Node) throws -> [Node] = { node in
        [node.made(["path": node.made(.text(try text(node, or: "a mapping")))])]
    }

    static let grant: @Sendable (Node) throws -> [Node] = { node in
        [node.made(["source": node.made(.text(try text(node, or: "a mapping")))])]
    }

    static let ulimit: @Sendable (Node) throws -> [Node] = { node in
        guard let limit = node.scalar?.integer else {
            throw Problem(node: node, message: "expected a whole number or a mapping, found \(node.kind)")
        }
        let value = node.made(.integer(limit))
        return [node.made(["soft": value, "hard": value])]
    }

    /// `all` for any number of devices.
    static let count: @Sendable (Node) throws -> [Node] = { node in
        [node.text == "all" ? node.made(.integer(-1)) : node]
    }

    static let devices: @Sendable (Node) throws -> [Node] = { node in
        guard node.sequence == nil else { return [node] }
        guard try text(node, or: "a list") == "all" else {
            throw Problem(node: node, message: "expected 'all' or a list")
        }
        return [node.made([node.made(["count": node.made(.integer(-1))])])]
    }

    /// `/dev/host:/dev/unit:rwm`.
    static let device: @Sendable (Node) throws -> [Node] = { node in
        let parts = try text(node, or: "a mapping").split(separator: ":", omittingEmptySubsequences: false)
        guard (1...3).contains(parts.count) else { throw Problem(node: node, message: "expected at most three parts") }
        let target = parts.count > 1 ? parts[1] : parts[0]
        return [
            node.made([
                "source": node.made(.text(String(parts[0]))), "target": node.made(.text(String(target))),
                "permissions": node.made(.text(parts.count > 2 ? String(parts[2]) : "rwm")),
            ])
        ]
    }

    static let nothing: @Sendable (Mark) -> Node = { .made(.null, $0) }

    static let dependency: @Sendable (Mark) -> Node = { mark in
        let node = Node.made(.null, mark)
        return node.made(["condition": node.made(.text("service_started")), "required": node.made(.boolean(true))])
    }
}
