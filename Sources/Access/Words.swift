import Model

/// Cuts a command line into words as a shell would, and does nothing else that a shell does: no expansion, no
/// substitution, no operator. What ssh sends is one text; this is the only thing that reads it.
///
/// Source: POSIX.1-2017, XCU 2.2 'Quoting'.
public enum Words {
    /// The longest command line, in bytes: what ssh itself could carry is far more.
    static let longest = 1 << 20

    public static func parse(_ line: String) throws -> [String] {
        guard line.utf8.count < longest else {
            throw Failure(.usage, "the command is longer than \(longest) bytes")
        }
        var words: [String] = []
        var word: String.UnicodeScalarView?
        var scalars = Substring(line).unicodeScalars
        while let scalar = scalars.popFirst() {
            switch scalar {
            case " ", "\t", "\n":
                if let done = word { words.append(String(done)) }
                word = nil
            case "'":
                word = word ?? .init()
                guard let close = scalars.firstIndex(of: "'") else { throw unclosed("'") }
                word?.append(contentsOf: scalars[..<close])
                scalars = scalars[scalars.index(after: close)...]
            case "\"":
                word = word ?? .init()
                try doubleQuoted(&scalars, into: &word)
            case "\\":
                guard let next = scalars.popFirst() else { throw Failure(.usage, "the command ends with '\\'") }
                // A continued line begins no word.
                guard next != "\n" else { continue }
                word = word ?? .init()
                word?.append(next)
            default:
                word = word ?? .init()
                word?.append(scalar)
            }
        }
        if let done = word { words.append(String(done)) }
        return words
    }

    private static func doubleQuoted(
        _ scalars: inout Substring.UnicodeScalarView, into word: inout String.UnicodeScalarView?
    ) throws {
        while let scalar = scalars.popFirst() {
            if scalar == "\"" { return }
            guard scalar == "\\", let next = scalars.first else {
                word?.append(scalar)
                continue
            }
            if "$`\"\\\n".unicodeScalars.contains(next) {
                scalars.removeFirst()
                if next != "\n" { word?.append(next) }
            } else {
                word?.append(scalar)
            }
        }
        throw unclosed("\"")
    }

    private static func unclosed(_ quote: String) -> Failure { Failure(.usage, "a \(quote) is never closed") }
}
