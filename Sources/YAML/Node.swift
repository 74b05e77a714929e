import Model

/// A value of a YAML file, with the place where it stands.
///
/// An alias stands for what its anchor names: the same node, with the place of the anchor.
public struct Node: Sendable, Equatable {
    public enum Content: Sendable, Equatable {
        case scalar(Scalar)
        case sequence([Node])
        case mapping(Mapping)
    }

    public let content: Content
    /// As written, with its prefix resolved: `!reset`, `tag:yaml.org,2002:str`; nil where it has none.
    public let tag: String?
    public let mark: Mark

    public init(_ content: Content, tag: String? = nil, mark: Mark) {
        self.content = content
        self.tag = tag
        self.mark = mark
    }

    public var scalar: Scalar? { if case .scalar(let scalar) = content { scalar } else { nil } }
    public var sequence: [Node]? { if case .sequence(let nodes) = content { nodes } else { nil } }
    public var mapping: Mapping? { if case .mapping(let mapping) = content { mapping } else { nil } }

    /// What it says, whatever a schema makes of it; nil for a list and a mapping.
    public var text: String? { scalar?.text }

    /// What the core schema and an explicit tag make of it; nil for a list and a mapping.
    public var value: Scalar.Value? { scalar?.value(tag: tag) }

    /// Whether it says nothing: an empty value, `~` or `null`.
    public var isNull: Bool { value == .null }

    /// What a person calls it, behind 'expected …, found': `a list`.
    public var kind: String {
        switch content {
        case .sequence: "a list"
        case .mapping: "a mapping"
        case .scalar:
            switch value {
            case .null: "nothing"
            case .boolean: "a boolean"
            case .integer, .number: "a number"
            default: "a text"
            }
        }
    }
}

/// The pairs of a mapping in the order in which they stand. Each key is a scalar and stands once.
public struct Mapping: Sendable, Equatable {
    public struct Pair: Sendable, Equatable {
        public let key: Node
        public let value: Node

        public init(key: Node, value: Node) {
            self.key = key
            self.value = value
        }

        /// The key's text.
        public var name: String { key.text ?? "" }
    }

    public let pairs: [Pair]
    private let places: [String: Int]

    /// - Parameter pairs: With keys that are scalars.
    /// - Throws: A failure at the second of two equal keys.
    public init(_ pairs: [Pair]) throws {
        var places: [String: Int] = [:]
        places.reserveCapacity(pairs.count)
        for (place, pair) in pairs.enumerated() {
            if let first = places.updateValue(place, forKey: pair.name) {
                throw pair.key.mark.failure(
                    "key \(pair.name.quotedForPeople) stands twice; the first is in line \(pairs[first].key.mark.line)")
            }
        }
        self.pairs = pairs
        self.places = places
    }

    public subscript(_ name: String) -> Node? { places[name].map { pairs[$0].value } }
}
