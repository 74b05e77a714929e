/// JSON on several lines. `$` is written twice, so that the text is a stack file again.
struct JSONText {
    private var out = ""

    static func of(_ value: Shown) -> String {
        var text = JSONText()
        text.add(value, "")
        return text.out
    }

    private mutating func add(_ value: Shown, _ indent: String) {
        switch value {
        case .null: out += "null"
        case .boolean(let value): out += String(value)
        case .integer(let value): out += String(value)
        case .number(let value): out += GoNumber.text(value)
        case .text(let text): add(text)
        case .list(let values):
            add("[", values.map { (nil, $0) }, "]", indent)
        case .mapping(let pairs): add("{", pairs.map { ($0.name, $0.value) }, "}", indent)
        }
    }

    private mutating func add(
        _ open: String, _ values: [(name: String?, value: Shown)], _ close: String, _ indent: String
    ) {
        out += open
        for (place, pair) in values.enumerated() {
            out += (place == 0 ? "\n" : ",\n") + indent + "  "
            if let name = pair.name {
                add(name)
                out += ": "
            }
            add(pair.value, indent + "  ")
        }
        if !values.isEmpty { out += "\n" + indent }
        out += close
    }

    private mutating func add(_ text: String) { out += Self.quoted(text) }

    static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\t": out += "\\t"
            case "\r": out += "\\r"
            case "$": out += "$$"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
