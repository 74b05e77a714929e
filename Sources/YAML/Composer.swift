import Model

/// Makes nodes of events. What an alias stands for is shared, not copied, but counted as if it were.
struct Composer {
    /// A node with what it comes to, aliases replaced.
    private struct Part {
        let node: Node
        var nodes = 1
        var depth = 0
    }

    /// A list or a mapping that hasn't ended yet. A mapping's keys and values come by turns.
    private struct Open {
        let isMapping: Bool
        let tag: String?
        let anchor: String?
        let mark: Mark
        var children: [Node] = []
        var nodes = 1
        var depth = 1
    }

    private let events: EventStream
    private let source: String
    private let limits: Document.Limits
    private var open: [Open] = []
    /// Nil for one that is open still.
    private var anchors: [String: Part?] = [:]
    private var total = 0

    init(events: EventStream, source: String, limits: Document.Limits) {
        self.events = events
        self.source = source
        self.limits = limits
    }

    /// The one document's root; a loop and no recursion, so that no nesting is too much for the stack.
    consuming func root() throws -> Node {
        var root: Node?
        var documents = 0
        while true {
            let (event, mark) = try events.next()
            switch event {
            case .streamEnd: return root ?? Node(.scalar(Scalar("")), mark: mark)
            case .documentStart:
                documents += 1
                guard documents == 1 else { throw mark.failure("a second document begins here; one is the most") }
            case .alias(let name):
                root = try add(part(of: name, mark), at: mark) ?? root
            case .scalar(let scalar, let tag, let anchor):
                let part = Part(node: Node(.scalar(scalar), tag: tag, mark: mark))
                if let anchor { anchors[anchor] = .some(part) }
                root = try add(part, at: mark) ?? root
            case .sequenceStart(let tag, let anchor):
                try begin(Open(isMapping: false, tag: tag, anchor: anchor, mark: mark))
            case .mappingStart(let tag, let anchor):
                try begin(Open(isMapping: true, tag: tag, anchor: anchor, mark: mark))
            case .end:
                guard let ended = open.popLast() else { continue }
                let part = try part(of: ended)
                if let anchor = ended.anchor { anchors[anchor] = .some(part) }
                // It was counted when it began, its children as they came.
                total -= part.nodes
                root = try add(part, at: ended.mark) ?? root
            }
        }
    }

    private mutating func begin(_ new: Open) throws {
        if let parent = open.last, parent.isMapping, parent.children.count.isMultiple(of: 2) {
            throw keyProblem(new.mark)
        }
        if let anchor = new.anchor { anchors[anchor] = .some(nil) }
        try count(1, at: new.mark)
        try check(depth: open.count + 1, at: new.mark)
        open.append(new)
    }

    /// Puts a node where it belongs; returned where it belongs nowhere and so is the root.
    private mutating func add(_ part: Part, at mark: Mark) throws -> Node? {
        try count(part.nodes, at: mark)
        try check(depth: open.count + part.depth, at: mark)
        guard !open.isEmpty else { return part.node }
        let last = open.count - 1
        if open[last].isMapping, open[last].children.count.isMultiple(of: 2), part.node.scalar == nil {
            throw keyProblem(mark)
        }
        open[last].children.append(part.node)
        open[last].nodes += part.nodes
        open[last].depth = max(open[last].depth, part.depth + 1)
        return nil
    }

    private func part(of name: String, _ mark: Mark) throws -> Part {
        guard let known = anchors[name] else {
            throw mark.failure("no anchor \(name.quotedForPeople) before this alias")
        }
        guard let part = known else { throw mark.failure("alias \(name.quotedForPeople) stands within its own anchor") }
        return part
    }

    private func part(of ended: Open) throws -> Part {
        var content = Node.Content.sequence(ended.children)
        if ended.isMapping {
            let keys = stride(from: 0, to: ended.children.count - 1, by: 2)
            content = .mapping(
                try Mapping(keys.map { Mapping.Pair(key: ended.children[$0], value: ended.children[$0 + 1]) }))
        }
        return Part(
            node: Node(content, tag: ended.tag, mark: ended.mark), nodes: ended.nodes, depth: ended.depth)
    }

    private mutating func count(_ nodes: Int, at mark: Mark) throws {
        total += nodes
        guard total <= limits.nodes else { throw mark.failure("more than \(limits.nodes) values, aliases included") }
    }

    private func check(depth: Int, at mark: Mark) throws {
        guard depth <= limits.depth else { throw mark.failure("nested deeper than \(limits.depth)") }
    }

    private func keyProblem(_ mark: Mark) -> Failure { mark.failure("a key may be no list and no mapping") }
}
