/// The little of a Dockerfile that we must know: the images that it builds upon, which are part of the content
/// address. BuildKit alone decides whether the file is right.
public struct Dockerfile {
    /// The images of its FROM lines, and those it copies or mounts from, that aren't stages of its own or `scratch`,
    /// in order, each once.
    public let bases: [String]

    /// Source: Dockerfile reference, 'FROM' and 'Understand how ARG and FROM interact'.
    /// - Parameter arguments: What the build is given for the file's ARGs, in place of what stands there.
    public init(_ text: String, arguments: [String: String] = [:]) {
        var reader = Reader(given: arguments)
        for words in DockerfileLines.instructions(text) { reader.read(words) }
        bases = reader.bases
    }

    private struct Reader {
        let given: [String: String]
        var bases: [String] = []
        private var arguments: [String: String] = [:]
        private var stages: Set<String> = ["scratch"]
        private var seenFrom = false

        init(given: [String: String]) { self.given = given }

        mutating func read(_ words: [String]) {
            let operands = words.dropFirst()
            switch words.first?.uppercased() {
            case "ARG" where !seenFrom:
                for word in operands {
                    let parts = word.split(separator: "=", maxSplits: 1).map(String.init)
                    guard let name = parts.first else { continue }
                    let own = parts.count > 1 ? Dockerfile.expand(Dockerfile.unquoted(parts[1]), arguments) : ""
                    arguments[name] = given[name] ?? own
                }
            case "FROM": from(operands.filter { !$0.hasPrefix("--") })
            case "COPY", "ADD":
                for word in operands where word.hasPrefix("--from=") { use(String(word.dropFirst(7))) }
            case "RUN":
                for word in operands.prefix(while: { $0.hasPrefix("--") }) where word.hasPrefix("--mount=") {
                    for part in word.dropFirst(8).split(separator: ",") where part.hasPrefix("from=") {
                        use(String(part.dropFirst(5)))
                    }
                }
            default: break
            }
        }

        private mutating func from(_ operands: [String]) {
            seenFrom = true
            guard let first = operands.first else { return }
            use(Dockerfile.expand(Dockerfile.unquoted(first), arguments))
            if operands.count == 3, operands[1].uppercased() == "AS" { stages.insert(operands[2].lowercased()) }
        }

        /// A number is a stage too, and an empty name is BuildKit's to refuse.
        private mutating func use(_ image: String) {
            guard !image.isEmpty, !stages.contains(image.lowercased()), Int(image) == nil, !bases.contains(image)
            else { return }
            bases.append(image)
        }
    }

    private static func unquoted(_ text: String) -> String {
        guard text.count >= 2, let first = text.first, first == text.last, first == "\"" || first == "'" else {
            return text
        }
        return String(text.dropFirst().dropLast())
    }

    /// `$NAME`, `${NAME}`, `${NAME:-word}` and `${NAME:+word}`.
    private static func expand(_ text: String, _ values: [String: String]) -> String {
        var result = ""
        var rest = Substring(text)
        while let dollar = rest.firstIndex(of: "$") {
            result += rest[..<dollar]
            rest = rest[rest.index(after: dollar)...]
            let name: Substring
            var word: Substring = ""
            if rest.first == "{", let close = rest.firstIndex(of: "}") {
                let inner = rest[rest.index(after: rest.startIndex)..<close]
                name = inner.prefix { $0 != ":" }
                word = inner.dropFirst(name.count)
                rest = rest[rest.index(after: close)...]
            } else {
                name = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" }
                rest = rest.dropFirst(name.count)
            }
            let value = values[String(name)] ?? ""
            if word.hasPrefix(":+") {
                result += value.isEmpty ? "" : word.dropFirst(2)
            } else {
                result += value.isEmpty && word.hasPrefix(":-") ? String(word.dropFirst(2)) : value
            }
        }
        return result + rest
    }
}
