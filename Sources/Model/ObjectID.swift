/// Texts of lower-case hexadecimal digits, checked by length.
private func hexProblem(_ text: String, lengths: Set<Int>) -> String? {
    guard lengths.contains(text.utf8.count) else { return "has \(text.utf8.count) characters" }
    let hex = text.utf8.allSatisfy { byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
    }
    return hex ? nil : "may hold only 0 to 9 and a to f"
}

/// The id of a git commit or tree: SHA-1 or SHA-256 in hexadecimal.
public struct ObjectID: Checked {
    public let rawValue: String
    public init(unchecked text: String) { rawValue = text }
    public static var noun: String { "object id" }
    public static func problem(with text: String) -> String? { hexProblem(text, lengths: [40, 64]) }

    /// What people read.
    public var short: String { String(rawValue.prefix(7)) }
    /// Git's word for 'there is none': all zeros.
    public var isZero: Bool { rawValue.utf8.allSatisfy { $0 == UInt8(ascii: "0") } }
}

/// The digest of a manifest or blob in a registry: `sha256:` and 64 hexadecimal digits.
public struct Digest: Checked {
    public let rawValue: String
    public init(unchecked text: String) { rawValue = text }
    public static var noun: String { "digest" }

    public static func problem(with text: String) -> String? {
        guard text.hasPrefix("sha256:") else { return "does not start with 'sha256:'" }
        return hexProblem(String(text.dropFirst(7)), lengths: [64])
    }

    public var short: String { String(rawValue.dropFirst(7).prefix(12)) }
}

/// An image in the private registry, without the registry's host: that is put in where it is applied,
/// so that a release outlives a move of the registry.
public struct RegistryImage: Hashable, Sendable, Codable {
    public let repository: String
    public let digest: Digest

    public init(repository: String, digest: Digest) {
        self.repository = repository
        self.digest = digest
    }

    public func reference(at registry: String) -> String { "\(registry)/\(repository)@\(digest)" }
}
