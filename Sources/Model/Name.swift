/// A text that was checked once, where it came in, and can't hold a bad value after.
public protocol Checked: RawRepresentable, Hashable, Sendable, Codable, Comparable, CustomStringConvertible
where RawValue == String {
    /// What a person calls it: `app name`.
    static var noun: String { get }
    /// Why a text is not one, or nil where it is.
    static func problem(with text: String) -> String?
    init(unchecked: String)
}

extension Checked {
    public init(_ text: String) throws(Failure) {
        if let problem = Self.problem(with: text) {
            throw Failure(.badData, "\(Self.noun) \(text.quotedForPeople): \(problem)")
        }
        self.init(unchecked: text)
    }

    public init?(rawValue: String) {
        guard Self.problem(with: rawValue) == nil else { return nil }
        self.init(unchecked: rawValue)
    }

    public var description: String { rawValue }

    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(rawValue)
    }
}

/// The rules that Docker, DNS and a folder name have in common: a DNS label (RFC 1123, section 2.1).
enum Label {
    static func problem(with text: String, longest: Int) -> String? {
        guard !text.isEmpty else { return "is empty" }
        guard text.utf8.count <= longest else {
            return "is longer than \(longest) characters"
        }
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                continue
            default:
                return "may hold only a to z, 0 to 9 and '-'"
            }
        }
        guard text.utf8.first.map({ $0 != UInt8(ascii: "-") }) == true,
            text.utf8.last.map({ $0 != UInt8(ascii: "-") }) == true
        else { return "may not start or end with '-'" }
        return nil
    }
}

/// An app's name: its repository, its first domain's label, its network and its deployment id.
public struct AppName: Checked {
    public let rawValue: String
    public init(unchecked text: String) { rawValue = text }
    public static var noun: String { "app name" }

    /// At most 40 characters, which leaves room for a service and a hash within Swarm's 63.
    static let longest = 40

    /// Names that would be mistaken for a part of the system, in DNS, in the registry or in a path.
    static let reserved: Set<String> = [
        "slipway", "consul", "registry", "router", "registrator", "localhost", "local", "host", "default", "system",
        "docker", "swarm", "node", "service", "ingress", "bridge", "none", "git", "admin", "root",
    ]

    public static func problem(with text: String) -> String? {
        if reserved.contains(text) { return "is reserved" }
        if text.utf8.first == UInt8(ascii: "-") { return "may not start or end with '-'" }
        return Label.problem(with: text, longest: longest)
    }
}

/// A service's name within its stack, by the Compose specification's pattern.
public struct ServiceName: Checked {
    public let rawValue: String
    public init(unchecked text: String) { rawValue = text }
    public static var noun: String { "service name" }

    public static func problem(with text: String) -> String? {
        guard !text.isEmpty else { return "is empty" }
        guard text.utf8.count <= 63 else { return "is longer than 63 characters" }
        guard let first = text.unicodeScalars.first, first.isASCII, first.properties.isAlphabetic || first.isDigit
        else { return "must start with a letter or a digit" }
        let allowed = text.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII
                && (scalar.properties.isAlphabetic || scalar.isDigit || "._-".unicodeScalars.contains(scalar))
        }
        return allowed ? nil : "may hold only letters, digits, '.', '_' and '-'"
    }

    /// The service of an app that has a Dockerfile and no stack file.
    public static let web = ServiceName(unchecked: "web")
}

/// The name of a key's holder, as `slipway key add` takes it.
public struct KeyName: Checked {
    public let rawValue: String
    public init(unchecked text: String) { rawValue = text }
    public static var noun: String { "key name" }

    public static func problem(with text: String) -> String? { Label.problem(with: text, longest: 32) }
}

/// The name of a variable of an app's configuration, as POSIX has it (XBD 8.1).
public struct VariableName: Checked {
    public let rawValue: String
    public init(unchecked text: String) { rawValue = text }
    public static var noun: String { "variable" }

    public static func problem(with text: String) -> String? {
        guard !text.isEmpty else { return "is empty" }
        guard text.utf8.count <= 128 else { return "is longer than 128 characters" }
        guard let first = text.unicodeScalars.first, !first.isDigit else { return "may not start with a digit" }
        let allowed = text.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (scalar.properties.isAlphabetic || scalar.isDigit || scalar == "_")
        }
        guard allowed else { return "may hold only letters, digits and '_'" }
        return text == "PORT" || text.hasPrefix("SLIPWAY_") ? "is set by Slipway itself" : nil
    }
}

/// A host name under which an app answers, in lower case, without a trailing dot.
public struct Domain: Checked {
    public let rawValue: String
    public init(unchecked text: String) { rawValue = text }
    public static var noun: String { "domain" }

    public static func problem(with text: String) -> String? {
        guard !text.isEmpty else { return "is empty" }
        guard text.utf8.count <= 253 else { return "is longer than 253 characters" }
        for label in text.split(separator: ".", omittingEmptySubsequences: false) {
            if let problem = Label.problem(with: String(label), longest: 63) { return problem }
        }
        return nil
    }
}

extension String {
    /// In quotes, with what a terminal would act on shown as an escape, and cut where it is long.
    public var quotedForPeople: String {
        var shown = ""
        for (count, scalar) in unicodeScalars.enumerated() {
            guard count < 64 else {
                shown += "…"
                break
            }
            shown += scalar.isASCII && scalar.value >= 32 && scalar.value != 127 ? String(scalar) : scalar.escaped
        }
        return "'\(shown)'"
    }
}

extension String {
    /// As it may be shown on somebody's terminal: what a terminal or a reader's eye would act on (control characters,
    /// changes of direction) as an escape, and cut where it is longer than `limit`.
    public func printable(_ limit: Int = .max) -> String {
        var shown = ""
        for (count, scalar) in unicodeScalars.enumerated() {
            guard count < limit else { return shown + "…" }
            shown += scalar.actsOnTerminals ? scalar.escaped : String(scalar)
        }
        return shown
    }
}

extension Unicode.Scalar {
    fileprivate var isDigit: Bool { ("0"..."9").contains(self) }
    fileprivate var actsOnTerminals: Bool {
        switch value {
        case 9: false
        case 0..<32, 127..<160, 0x200E...0x200F, 0x202A...0x202E, 0x2066...0x2069: true
        default: false
        }
    }

    fileprivate var escaped: String { "\\u{\(String(value, radix: 16))}" }
}
