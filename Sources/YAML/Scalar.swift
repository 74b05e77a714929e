/// A text of a YAML file, before anybody decides what it means.
public struct Scalar: Sendable, Equatable {
    public enum Style: Sendable { case plain, singleQuoted, doubleQuoted, literal, folded }

    public let text: String
    public let style: Style

    public init(_ text: String, style: Style = .plain) {
        self.text = text
        self.style = style
    }

    /// What a schema makes of it.
    public enum Value: Sendable, Equatable {
        case null
        case boolean(Bool)
        case integer(Int)
        case number(Double)
        case text(String)
    }

    static let prefix = "tag:yaml.org,2002:"

    /// By YAML 1.2's core schema (section 10.3.2), with the octal numbers `0644` and the `1_000` of YAML 1.1, as
    /// Compose reads them. Only a plain scalar without a tag is anything but a text.
    func value(tag: String?) -> Value {
        if let tag, tag != "!", tag.hasPrefix(Self.prefix) {
            switch tag.dropFirst(Self.prefix.count) {
            case "null": return .null
            case "bool": return boolean.map(Value.boolean) ?? .text(text)
            case "int": return integer.map(Value.integer) ?? .text(text)
            case "float": return number.map(Value.number) ?? .text(text)
            default: return .text(text)
            }
        }
        guard style == .plain, tag == nil, mayBeMore else { return .text(text) }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .boolean(true)
        case "false", "False", "FALSE": return .boolean(false)
        default: break
        }
        if let integer { return .integer(integer) }
        if let number { return .number(number) }
        return .text(text)
    }

    /// Whether it begins as what isn't a text does: most are told from their first byte.
    private var mayBeMore: Bool {
        switch text.utf8.first {
        case nil, UInt8(ascii: "~"), UInt8(ascii: "n"), UInt8(ascii: "N"), UInt8(ascii: "t"), UInt8(ascii: "T"),
            UInt8(ascii: "f"), UInt8(ascii: "F"):
            true
        case let first?: beginsNumber(first)
        }
    }

    /// True or false where a boolean is asked for: YAML 1.1's words too, which the core schema takes for texts.
    public var boolean: Bool? {
        switch text {
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y": true
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N": false
        default: nil
        }
    }

    /// Decimal, `0x`, `0o`, `0b`, or octal behind a zero.
    public var integer: Int? {
        guard let first = text.utf8.first, text.utf8.count <= 80, first == 0x2B || first == 0x2D || isDigit(first)
        else { return nil }
        var digits = Substring(text.filter { $0 != "_" })
        var sign = ""
        if let first = digits.first, first == "-" || first == "+" {
            sign = first == "-" ? "-" : ""
            digits = digits.dropFirst()
        }
        guard digits.utf8.first.map(isDigit) == true else { return nil }
        for (prefix, radix) in [("0x", 16), ("0X", 16), ("0o", 8), ("0b", 2)] where digits.hasPrefix(prefix) {
            let rest = digits.dropFirst(2)
            guard let first = rest.first, first.isHexDigit else { return nil }
            return Int(sign + rest, radix: radix)
        }
        if digits.count > 1, digits.first == "0" { return Int(sign + digits.dropFirst(), radix: 8) }
        return Int(sign + digits)
    }

    /// A number with or without a fraction.
    public var number: Double? {
        guard let first = text.utf8.first, beginsNumber(first) else { return nil }
        switch text {
        case ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF": return .infinity
        case "-.inf", "-.Inf", "-.INF": return -.infinity
        case ".nan", ".NaN", ".NAN": return .nan
        default: break
        }
        // What `Double` takes beyond that (hexadecimal, 'inf', 'nan') is none here.
        guard text.utf8.count <= 80, text.utf8.contains(where: isDigit),
            text.utf8.allSatisfy({ isDigit($0) || "+-.eE".utf8.contains($0) })
        else { return nil }
        return Double(text)
    }

    private func beginsNumber(_ byte: UInt8) -> Bool {
        isDigit(byte) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    private func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
