import Model
import YAML

/// Takes a dotenv file apart. A problem names the line, never what stands in it: that may be a secret.
struct DotenvReader {
    let bytes: [UInt8]
    let source: String
    let isRaw: Bool
    private var at = 0
    private var line = 1

    init(bytes: [UInt8], source: String, isRaw: Bool) {
        self.bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        self.source = source
        self.isRaw = isRaw
    }

    mutating func entries() throws -> [Dotenv.Entry] {
        var entries: [Dotenv.Entry] = []
        while at < bytes.count {
            skipBlanks()
            guard let first = peek else { break }
            if first == newline {
                advance()
            } else if first == UInt8(ascii: "#") {
                _ = restOfLine()
            } else {
                entries.append(try entry())
            }
        }
        return entries
    }

    private mutating func entry() throws -> Dotenv.Entry {
        let mark = mark
        var name = word()
        if name == "export", peek.map(isBlank) == true {
            skipBlanks()
            name = word()
        }
        guard !name.isEmpty else { throw mark.failure("a variable's name is expected") }
        skipBlanks()
        guard let sign = peek, sign == UInt8(ascii: "=") || sign == UInt8(ascii: ":") else {
            let rest = restOfLine()
            guard rest.isEmpty || rest.hasPrefix("#") else { throw mark.failure("'=' is expected behind the name") }
            return Dotenv.Entry(name: name, value: .inherited, mark: mark)
        }
        advance()
        if isRaw { return Dotenv.Entry(name: name, value: .literal(restOfLine()), mark: mark) }
        skipBlanks()
        return Dotenv.Entry(name: name, value: try value(), mark: mark)
    }

    private mutating func value() throws -> Dotenv.Value {
        guard let quote = peek, quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
            return .template(withoutComment(restOfLine()))
        }
        let start = mark
        advance()
        var text: [UInt8] = []
        while let byte = peek, byte != quote {
            advance()
            guard byte == UInt8(ascii: "\\"), let next = peek else {
                text.append(byte)
                continue
            }
            if quote == UInt8(ascii: "'") {
                if next != quote { text.append(byte) }
            } else if let escaped = Self.escapes[next] {
                text += escaped
                advance()
                continue
            } else {
                text.append(byte)
            }
            text.append(next)
            advance()
        }
        guard peek != nil else { throw start.failure("no quote ends the value that begins here") }
        advance()
        let behind = mark
        let rest = restOfLine()
        guard
            rest.allSatisfy({ $0 == " " || $0 == "\t" }) || rest.drop(while: { $0 == " " || $0 == "\t" }).hasPrefix("#")
        else { throw behind.failure("nothing but a comment may stand behind the value's quote") }
        let decoded = String(decoding: text, as: UTF8.self)
        return quote == UInt8(ascii: "'") ? .literal(decoded) : .template(decoded)
    }

    /// In double quotes; `\$` is a `$` of its own, which a template writes `$$`.
    private static let escapes: [UInt8: [UInt8]] = [
        UInt8(ascii: "n"): [10], UInt8(ascii: "r"): [13], UInt8(ascii: "t"): [9], UInt8(ascii: "a"): [7],
        UInt8(ascii: "b"): [8], UInt8(ascii: "f"): [12], UInt8(ascii: "v"): [11], UInt8(ascii: "\\"): [0x5C],
        UInt8(ascii: "\""): [0x22], UInt8(ascii: "$"): [0x24, 0x24],
    ]

    /// A comment begins with `#` behind a blank.
    private func withoutComment(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let cut = bytes.indices.first { index in
            bytes[index] == UInt8(ascii: "#") && (index == 0 || isBlank(bytes[index - 1]))
        }
        var kept = bytes[..<(cut ?? bytes.count)]
        while let last = kept.last, isBlank(last) { kept.removeLast() }
        return String(decoding: kept, as: UTF8.self)
    }

    private var newline: UInt8 { 10 }
    private var peek: UInt8? { at < bytes.count ? bytes[at] : nil }
    private var mark: Mark {
        let start = bytes[..<at].lastIndex(of: newline).map { $0 + 1 } ?? 0
        return Mark(source: source, line: line, column: at - start + 1)
    }

    private func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 13 }

    private mutating func advance() {
        if bytes[at] == newline { line += 1 }
        at += 1
    }

    private mutating func skipBlanks() { while let byte = peek, isBlank(byte) { at += 1 } }

    private mutating func word() -> String {
        let start = at
        while let byte = peek, byte > 32, byte != UInt8(ascii: "="), byte != UInt8(ascii: ":"),
            byte != UInt8(ascii: "#")
        {
            at += 1
        }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    /// Without the line's end, behind which reading goes on.
    private mutating func restOfLine() -> String {
        let start = at
        while let byte = peek, byte != newline { at += 1 }
        var end = at
        if end > start, bytes[end - 1] == 13 { end -= 1 }
        if peek != nil { advance() }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }
}
