import Model

/// Reads a regular expression: RE2's syntax page, without `\p` and the flag `U`.
struct PatternParser {
    indirect enum Syntax {
        case set(Pattern.CharacterSet)
        case assertion(Pattern.Assertion)
        case sequence([Syntax])
        case either(Syntax, Syntax)
        /// Without an end where `most` is nil.
        case repeated(Syntax, least: Int, most: Int?)
    }

    private struct Flags {
        var ignoresCase = false
        var dotTakesLineEnds: Bool
        var linesCount = false
    }

    private var rest: Substring.UnicodeScalarView
    private var flags: Flags
    private var depth = 0

    static let digit: [ClosedRange<UInt32>] = [0x30...0x39]
    static let space: [ClosedRange<UInt32>] = [0x09...0x0A, 0x0C...0x0D, 0x20...0x20]
    static let word: [ClosedRange<UInt32>] = [0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A]

    /// RE2's classes in `[[:name:]]`.
    private static let classes: [String: [ClosedRange<UInt32>]] = [
        "alnum": [0x30...0x39, 0x41...0x5A, 0x61...0x7A], "alpha": [0x41...0x5A, 0x61...0x7A], "ascii": [0...0x7F],
        "blank": [0x09...0x09, 0x20...0x20], "cntrl": [0...0x1F, 0x7F...0x7F], "digit": digit,
        "graph": [0x21...0x7E], "lower": [0x61...0x7A], "print": [0x20...0x7E],
        "punct": [0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E], "space": [0x09...0x0D, 0x20...0x20],
        "upper": [0x41...0x5A], "word": word, "xdigit": [0x30...0x39, 0x41...0x46, 0x61...0x66],
    ]

    init(_ text: String, dotTakesLineEnds: Bool) {
        rest = text[...].unicodeScalars
        flags = Flags(dotTakesLineEnds: dotTakesLineEnds)
    }

    mutating func pattern() throws -> Syntax {
        let syntax = try either()
        guard rest.isEmpty else { throw problem("an unexpected ')'") }
        return syntax
    }

    private mutating func either() throws -> Syntax {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 100 else { throw problem("groups nested deeper than 100") }
        // A flag within a group ends with it.
        let before = flags
        defer { flags = before }
        var syntax = try sequence()
        while take("|") { syntax = .either(syntax, try sequence()) }
        return syntax
    }

    private mutating func sequence() throws -> Syntax {
        var parts: [Syntax] = []
        while let next = rest.first, next != "|", next != ")" {
            guard let part = try one() else { continue }
            parts.append(try quantified(part))
        }
        return .sequence(parts)
    }

    /// Nil for what only sets flags.
    private mutating func one() throws -> Syntax? {
        guard let next = rest.popFirst() else { return nil }
        switch next {
        case "(": return try group()
        case "[": return .set(try set())
        case ".": return .set(.init(ranges: flags.dotTakesLineEnds ? [] : [10...10], isNegated: true))
        case "^": return .assertion(flags.linesCount ? .lineStart : .textStart)
        case "$": return .assertion(flags.linesCount ? .lineEnd : .textEnd)
        case "*", "+", "?": throw problem("'\(next)' repeats nothing")
        case "\\": return try escape()
        default: return literal(next)
        }
    }

    private func literal(_ scalar: Unicode.Scalar) -> Syntax {
        .set(.init(ranges: [scalar.value...scalar.value], ignoresCase: flags.ignoresCase))
    }

    private mutating func group() throws -> Syntax? {
        let outer = flags
        if take("?") {
            if take("P") || rest.first == "<" {
                guard take("<"), let end = rest.firstIndex(of: ">") else { throw problem("a group's name without '>'") }
                rest = rest[rest.index(after: end)...]
            } else if try setFlags() {
                return nil
            }
        }
        let syntax = try either()
        guard take(")") else { throw problem("a group without ')'") }
        flags = outer
        return syntax
    }

    /// `i-s:` behind `(?`; true where it ends with `)` and so is for what follows.
    private mutating func setFlags() throws -> Bool {
        var on = true
        var new = flags
        while let flag = rest.popFirst() {
            switch flag {
            case "i": new.ignoresCase = on
            case "s": new.dotTakesLineEnds = on
            case "m": new.linesCount = on
            case "-": on = false
            case ":", ")":
                flags = new
                return flag == ")"
            default: throw problem("an unknown flag '\(flag)'")
            }
        }
        throw problem("a group without ')'")
    }

    private mutating func quantified(_ part: Syntax) throws -> Syntax {
        var syntax = part
        var isRepeated = false
        while let next = rest.first {
            let (least, most): (Int, Int?)
            switch next {
            case "*": (least, most) = (0, nil)
            case "+": (least, most) = (1, nil)
            case "?": (least, most) = (0, 1)
            case "{":
                guard let counts = try counts() else { return syntax }
                (least, most) = counts
            default: return syntax
            }
            guard !isRepeated else { throw problem("two repetitions of one thing") }
            isRepeated = true
            if next != "{" { rest.removeFirst() }
            // Whether it takes much or little doesn't change whether it matches.
            _ = take("?")
            syntax = .repeated(syntax, least: least, most: most)
        }
        return syntax
    }

    /// `{2}`, `{2,}`, `{2,5}`; nil, and nothing read, for a brace that stands for itself.
    private mutating func counts() throws -> (Int, Int?)? {
        guard let end = rest.firstIndex(of: "}") else { return nil }
        let text = String(rest[rest.index(after: rest.startIndex)..<end])
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), parts[0].utf8.allSatisfy({ (48...57).contains($0) }),
            !parts[0].isEmpty, parts.count == 1 || parts[1].utf8.allSatisfy({ (48...57).contains($0) })
        else { return nil }
        let least = Int(parts[0]) ?? .max
        let most = parts.count == 1 ? least : parts[1].isEmpty ? nil : Int(parts[1]) ?? .max
        guard least <= 1000, most ?? 0 <= 1000, most ?? least >= least else {
            throw problem("a repetition {\(text)} out of order or over 1000")
        }
        rest = rest[rest.index(after: end)...]
        return (least, most)
    }

    private mutating func escape() throws -> Syntax {
        guard let next = rest.first else { throw problem("a '\\' at the end") }
        switch next {
        case "b", "B", "A", "z":
            rest.removeFirst()
            return .assertion(next == "b" ? .wordEdge : next == "B" ? .noWordEdge : next == "A" ? .textStart : .textEnd)
        case "Q":
            rest.removeFirst()
            var parts: [Syntax] = []
            while let scalar = rest.popFirst() {
                if scalar == "\\", take("E") { break }
                parts.append(literal(scalar))
            }
            return .sequence(parts)
        default:
            if let set = perlSet() { return .set(set) }
            return literal(try escapedScalar())
        }
    }

    /// `\d` and the like.
    private mutating func perlSet() -> Pattern.CharacterSet? {
        guard let next = rest.first else { return nil }
        let ranges: [ClosedRange<UInt32>]
        switch next {
        case "d", "D": ranges = Self.digit
        case "s", "S": ranges = Self.space
        case "w", "W": ranges = Self.word
        default: return nil
        }
        rest.removeFirst()
        return .init(ranges: ranges, isNegated: next.properties.isUppercase)
    }

    /// What stands behind a `\` and is one character.
    private mutating func escapedScalar() throws -> Unicode.Scalar {
        guard let next = rest.popFirst() else { throw problem("a '\\' at the end") }
        switch next {
        case "n": return "\n"
        case "t": return "\t"
        case "r": return "\r"
        case "f": return "\u{0C}"
        case "v": return "\u{0B}"
        case "a": return "\u{07}"
        case "x":
            var digits = rest.prefix(2)
            var length = 2
            if rest.first == "{" {
                digits = rest.dropFirst().prefix { $0 != "}" }
                length = digits.count + 2
            }
            guard let value = UInt32(String(digits), radix: 16), let scalar = Unicode.Scalar(value) else {
                throw problem("'\\x' without a character's number")
            }
            rest = rest.dropFirst(length)
            return scalar
        default:
            guard next.isASCII, !next.properties.isAlphabetic, !Self.digit[0].contains(next.value) else {
                throw problem("an unknown escape '\\\(next)'")
            }
            return next
        }
    }

    /// Behind its `[`.
    private mutating func set() throws -> Pattern.CharacterSet {
        var set = Pattern.CharacterSet(ranges: [], isNegated: take("^"), ignoresCase: flags.ignoresCase)
        var isFirst = true
        while let next = rest.first {
            if next == "]", !isFirst {
                rest.removeFirst()
                return set
            }
            isFirst = false
            if try addClass(to: &set) { continue }
            let low = try setScalar()
            var high = low
            if rest.first == "-", let after = rest.dropFirst().first, after != "]" {
                rest.removeFirst()
                high = try setScalar()
            }
            guard low <= high else { throw problem("a range '\(low)-\(high)' out of order") }
            set.ranges.append(low.value...high.value)
        }
        throw problem("a '[' without ']'")
    }

    private mutating func addClass(to set: inout Pattern.CharacterSet) throws -> Bool {
        if rest.starts(with: "[:".unicodeScalars) {
            let name = String(rest.dropFirst(2).prefix { $0 != ":" && $0 != "]" })
            let isNegated = name.hasPrefix("^")
            let length = name.unicodeScalars.count + 2
            guard let ranges = Self.classes[isNegated ? String(name.dropFirst()) : name],
                rest.dropFirst(length).starts(with: ":]".unicodeScalars)
            else { throw problem("an unknown class '[:\(name.prefix(20)):]'") }
            rest = rest.dropFirst(length + 2)
            set.ranges += isNegated ? Self.complement(ranges) : ranges
            return true
        }
        guard rest.first == "\\" else { return false }
        var after = self
        after.rest.removeFirst()
        guard let perl = after.perlSet() else { return false }
        self = after
        set.ranges += perl.isNegated ? Self.complement(perl.ranges) : perl.ranges
        return true
    }

    private mutating func setScalar() throws -> Unicode.Scalar {
        guard let next = rest.popFirst() else { throw problem("a '[' without ']'") }
        return next == "\\" ? try escapedScalar() : next
    }

    /// Of ranges in order.
    private static func complement(_ ranges: [ClosedRange<UInt32>]) -> [ClosedRange<UInt32>] {
        var start: UInt32 = 0
        var others: [ClosedRange<UInt32>] = []
        for range in ranges {
            if range.lowerBound > start { others.append(start...range.lowerBound - 1) }
            start = range.upperBound + 1
        }
        return others + [start...0x10FFFF]
    }

    private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == scalar else { return false }
        rest.removeFirst()
        return true
    }

    private func problem(_ words: String) -> Failure { Failure(.badData, words) }
}
