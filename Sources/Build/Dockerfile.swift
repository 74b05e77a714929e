/// The little of a Dockerfile that we must know: the images that it builds upon, which are part of the content
/// address. BuildKit alone decides whether the file is right.
public struct Dockerfile {
    /// The images of its FROM lines that aren't stages of its own or `scratch`, in order, each once.
    public let bases: [String]

    /// Source: Dockerfile reference, 'FROM' and 'Understand how ARG and FROM interact'.
    public init(_ text: String) {
        var arguments: [String: String] = [:]
        var stages: Set<String> = ["scratch"]
        var bases: [String] = []
        var seenFrom = false
        for line in Self.instructions(text) {
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            switch words.first?.uppercased() {
            case "ARG" where !seenFrom:
                for word in words.dropFirst() {
                    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
                    if let name = parts.first { arguments[name] = parts.count > 1 ? Self.unquoted(parts[1]) : "" }
                }
            case "FROM":
                seenFrom = true
                let operands = words.dropFirst().filter { !$0.hasPrefix("--") }
                guard let first = operands.first else { continue }
                let image = Self.expand(first, arguments)
                if !stages.contains(image.lowercased()), !bases.contains(image) { bases.append(image) }
                if operands.count == 3, operands[operands.startIndex + 1].uppercased() == "AS",
                    let stage = operands.last
                {
                    stages.insert(stage.lowercased())
                }
            default: continue
            }
        }
        self.bases = bases
    }

    /// Lines without comments, continued ones joined.
    private static func instructions(_ text: String) -> [String] {
        var whole: [String] = []
        var pending = ""
        for line in text.split(omittingEmptySubsequences: true, whereSeparator: \.isNewline) {
            let trimmed = line.drop(while: \.isWhitespace)
            if trimmed.hasPrefix("#") || trimmed.isEmpty { continue }
            pending += trimmed
            if pending.hasSuffix("\\") {
                pending.removeLast()
            } else {
                whole.append(pending)
                pending = ""
            }
        }
        if !pending.isEmpty { whole.append(pending) }
        return whole
    }

    private static func unquoted(_ text: String) -> String {
        guard text.count >= 2, let first = text.first, first == text.last, first == "\"" || first == "'" else {
            return text
        }
        return String(text.dropFirst().dropLast())
    }

    /// `$NAME`, `${NAME}` and `${NAME:-word}`.
    private static func expand(_ text: String, _ values: [String: String]) -> String {
        var result = ""
        var rest = Substring(text)
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            let name: Substring
            var fallback: Substring = ""
            if rest.first == "{", let close = rest.firstIndex(of: "}") {
                let inner = rest[rest.index(after: rest.startIndex)..<close]
                name = inner.prefix { $0 != ":" }
                if inner.dropFirst(name.count).hasPrefix(":-") { fallback = inner.dropFirst(name.count + 2) }
                rest = rest[rest.index(after: close)...]
            } else {
                name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
                rest = rest.dropFirst(name.count)
            }
            let value = values[String(name)] ?? ""
            result += value.isEmpty ? String(fallback) : value
        }
        return result + rest
    }
}
