import YAML

extension Node {
    /// A scalar in the way in which canonical form writes its value.
    static func made(_ value: Scalar.Value, _ mark: Mark) -> Node {
        switch value {
        case .null: Node(.scalar(Scalar("null")), mark: mark)
        case .boolean(let value): Node(.scalar(Scalar(String(value))), mark: mark)
        case .integer(let value): Node(.scalar(Scalar(String(value))), mark: mark)
        case .number(let value): Node(.scalar(Scalar(GoNumber.text(value))), mark: mark)
        case .text(let text): Node(.scalar(Scalar(text, style: .doubleQuoted)), mark: mark)
        }
    }

    /// A scalar in this one's place.
    func made(_ value: Scalar.Value) -> Node { .made(value, mark) }

    /// A list in this one's place.
    func made(_ nodes: [Node]) -> Node { Node(.sequence(nodes), tag: tag, mark: mark) }

    /// A mapping in this one's place.
    func made(_ pairs: KeyValuePairs<String, Node>) -> Node {
        with(pairs.map { .init(key: made(.text($0.key)), value: $0.value) })
    }
}
