import YAML

/// YAML in blocks. `$` is written twice, so that the text is a stack file again.
struct YAMLText {
    private var out = ""

    static func of(_ value: Shown) -> String {
        var text = YAMLText()
        text.add(value, indent: "", isElement: false)
        return text.out
    }

    /// A value behind `name:` or `-`, with the line's end.
    private mutating func add(_ value: Shown, indent: String, isElement: Bool) {
        switch value {
        case .list(let values) where !values.isEmpty:
            if !out.isEmpty { out += "\n" }
            for value in values {
                out += indent + "-"
                add(value, indent: indent + "  ", isElement: true)
            }
        case .mapping(let pairs) where !pairs.isEmpty:
            if !isElement, !out.isEmpty { out += "\n" }
            for (place, pair) in pairs.enumerated() {
                out += isElement && place == 0 ? " " : indent
                out += Self.scalar(pair.name) + ":"
                let isList = if case .list = pair.value { true } else { false }
                add(pair.value, indent: isList ? indent : indent + "  ", isElement: false)
            }
        case .list: out += " []\n"
        case .mapping: out += " {}\n"
        case .null: out += " null\n"
        case .boolean(let value): out += " \(value)\n"
        case .integer(let value): out += " \(value)\n"
        case .number(let value): out += " \(GoNumber.text(value))\n"
        case .text(let text): out += " \(Self.scalar(text))\n"
        }
    }

    /// Plain where it can't be taken for anything else, in quotes elsewhere.
    private static func scalar(_ text: String) -> String {
        let isPlain =
            text.utf8.first.map { isWordByte($0) || $0 == 0x2F || $0 == 0x5F || $0 == 0x2E } == true
            && text.utf8.last != 0x20
            && text.utf8.allSatisfy { isWordByte($0) || "/_-.,+ =@%".utf8.contains($0) } && isText(text)
        return isPlain ? text : JSONText.quoted(text)
    }

    private static func isText(_ text: String) -> Bool {
        let plain = Node(.scalar(Scalar(text)), mark: Mark(source: "", line: 1, column: 1))
        return plain.value == .text(text) && plain.scalar?.boolean == nil
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}
