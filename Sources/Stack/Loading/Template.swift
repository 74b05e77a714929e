import Model

/// A text with variables in it, by the Compose specification's chapter 'Interpolation': `$VAR`, `${VAR}`, `${VAR:-x}`,
/// `${VAR-x}`, `${VAR:?m}`, `${VAR?m}`, `${VAR:+x}`, `${VAR+x}`, where `x` may hold variables again; `$$` is a `$`.
struct Template: Equatable {
    indirect enum Part: Equatable {
        case text(String)
        case variable(String)
        /// A default, or what stands in its place where there is a value, or why it must have one.
        case conditional(String, Condition, emptyIsUnset: Bool, Template)
    }

    enum Condition: UInt8, Equatable {
        case whereUnset = 0x2D
        case whereSet = 0x2B
        case required = 0x3F
    }

    /// How deep defaults may stand in defaults.
    static let deepest = 20

    let parts: [Part]
    /// As written: what an error shows, since it holds nobody's value.
    let source: String

    init(_ text: String) throws {
        var parser = TemplateParser(bytes: Array(text.utf8))
        parts = try parser.parts(depth: 0)
        source = text
    }

    init(parts: [Part], source: String) {
        self.parts = parts
        self.source = source
    }
}

struct TemplateParser {
    let bytes: [UInt8]
    var at = 0

    /// Up to the end or, within braces, to the brace that closes them.
    mutating func parts(depth: Int) throws -> [Template.Part] {
        guard depth <= Template.deepest else {
            throw Failure(.badData, "variables in variables' defaults, more than \(Template.deepest) deep")
        }
        var parts: [Template.Part] = []
        var text: [UInt8] = []
        while at < bytes.count, depth == 0 || bytes[at] != UInt8(ascii: "}") {
            guard bytes[at] == UInt8(ascii: "$") else {
                text.append(bytes[at])
                at += 1
                continue
            }
            at += 1
            if at < bytes.count, bytes[at] == UInt8(ascii: "$") {
                text.append(bytes[at])
                at += 1
                continue
            }
            if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
            text = []
            parts.append(try variable(depth: depth))
        }
        if !text.isEmpty { parts.append(.text(String(decoding: text, as: UTF8.self))) }
        return parts
    }

    /// What stands behind a `$`.
    private mutating func variable(depth: Int) throws -> Template.Part {
        let isBraced = at < bytes.count && bytes[at] == UInt8(ascii: "{")
        if isBraced { at += 1 }
        let name = name()
        guard !name.isEmpty else { throw problem("no variable's name stands behind '$'") }
        guard isBraced else { return .variable(name) }
        guard at < bytes.count else { throw problem("no '}' closes '${\(name)'") }
        let emptyIsUnset = bytes[at] == UInt8(ascii: ":")
        if emptyIsUnset { at += 1 }
        var part = Template.Part.variable(name)
        if at < bytes.count, let condition = Template.Condition(rawValue: bytes[at]) {
            at += 1
            let start = at
            let parts = try parts(depth: depth + 1)
            let source = String(decoding: bytes[start..<at], as: UTF8.self)
            part = .conditional(
                name, condition, emptyIsUnset: emptyIsUnset, Template(parts: parts, source: source))
        } else if emptyIsUnset {
            throw problem("'-', '?' or '+' is expected behind '${\(name):'")
        }
        guard at < bytes.count, bytes[at] == UInt8(ascii: "}") else { throw problem("no '}' closes '${\(name)'") }
        at += 1
        return part
    }

    private mutating func name() -> String {
        let start = at
        while at < bytes.count, isPart(bytes[at]), at > start || !(0x30...0x39).contains(bytes[at]) { at += 1 }
        return String(decoding: bytes[start..<at], as: UTF8.self)
    }

    private func isPart(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        default: false
        }
    }

    private func problem(_ message: String) -> Failure {
        Failure(.badData, message, hint: "a '$' of its own is written '$$'")
    }
}
