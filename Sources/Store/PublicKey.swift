import FoundationEssentials
import Model
import System

/// An ssh public key, as a line of an .pub file has it: type, base64 and perhaps a comment.
///
/// The formats of the blobs: RFC 4253 section 6.6 (RSA), RFC 5656 section 3.1 (ECDSA), RFC 8709 section 4
/// (Ed25519), and OpenSSH's PROTOCOL.u2f (sk-).
public struct PublicKey: Sendable, Hashable {
    /// `ssh-ed25519` and the like.
    public let type: String
    /// The blob, in canonical base64.
    public let base64: String
    /// What stands behind it, without control characters; empty where there is nothing.
    public let comment: String
    /// As `ssh-keygen -l` prints it: `SHA256:` and the hash of the blob in base64 without padding.
    public let fingerprint: String

    /// Type and base64, as authorized_keys wants them.
    public var line: String { "\(type) \(base64)" }

    /// The bits that an RSA key has at least.
    static let leastBits = 2048

    /// Reads one line. Options in front of it, a private key, several lines, a certificate and a weak key are
    /// refused; no message holds the text that was given.
    public init(_ text: String) throws {
        // Bytes, not characters: a carriage return and a line feed are one character to Swift.
        let bytes = text.utf8
        guard !PublicKey.isPrivate(text) else {
            throw Failure(
                .badData, "this is a private key: keep it to yourself",
                hint: "give the public one, whose file ends in .pub")
        }
        let lines = bytes.split { $0 == 10 || $0 == 13 }.filter { !$0.allSatisfy { $0 == 32 || $0 == 9 } }
        guard let only = lines.first else { throw Failure(.badData, "the key is empty", hint: PublicKey.example) }
        guard lines.count == 1 else {
            throw Failure(.badData, "\(lines.count) lines where one key is wanted", hint: PublicKey.example)
        }
        let words = only.split(maxSplits: 2) { $0 == 32 || $0 == 9 }.map { String(decoding: $0, as: UTF8.self) }
        type = words[0]
        guard PublicKey.types.contains(type) else { throw PublicKey.refusal(of: type, in: only) }
        guard words.count > 1, let blob = Data(base64Encoded: words[1]), blob.base64EncodedString() == words[1] else {
            throw Failure(.badData, "the \(type) key's second word is not base64", hint: PublicKey.example)
        }
        base64 = words[1]
        if let problem = PublicKey.problem(with: [UInt8](blob), type: type) {
            throw Failure(.badData, "the \(type) key \(problem)")
        }
        comment = words.count > 2 ? words[2].trimmed : ""
        guard comment.unicodeScalars.allSatisfy(\.isPlain), comment.utf8.count <= 256 else {
            throw Failure(
                .badData, "the key's comment holds control characters or is longer than 256 bytes",
                hint: "leave the comment out")
        }
        let hash = Data(SHA256.bytes(of: blob)).base64EncodedString()
        fingerprint = "SHA256:\(hash.prefix { $0 != "=" })"
    }

    private static let example = "a key is one line, such as: ssh-ed25519 AAAAC3Nza… ann@laptop"

    private static let types: Set<String> = [
        "ssh-ed25519", "ssh-rsa", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521",
        "sk-ssh-ed25519@openssh.com", "sk-ecdsa-sha2-nistp256@openssh.com",
    ]

    private static func isPrivate(_ text: String) -> Bool {
        ["PRIVATE KEY", "PuTTY-User-Key-File", "SSH PRIVATE KEY FILE"].contains { sign in
            text.utf8.contains(Array(sign.utf8))
        }
    }

    private static func refusal(of type: String, in line: some Collection<UInt8>) -> Failure {
        let words = line.split { $0 == 32 || $0 == 9 }.map { String(decoding: $0, as: UTF8.self) }
        if let known = words.dropFirst().first(where: types.contains) {
            return Failure(
                .badData, "the key has options in front of it, which are not taken",
                hint: "leave out what stands before '\(known)'")
        }
        if line.starts(with: "---- BEGIN SSH2".utf8) || line.starts(with: "-----BEGIN".utf8) {
            return Failure(
                .badData, "the key is not in OpenSSH's format", hint: "convert it: ssh-keygen -i -f FILE")
        }
        if type.utf8.contains(Array("-cert-v".utf8)) {
            return Failure(.badData, "certificates are not taken", hint: "give the key itself")
        }
        if type == "ssh-dss" {
            return Failure(.badData, "DSA keys are too weak", hint: "make a new one: ssh-keygen -t ed25519")
        }
        return Failure(.badData, "the line does not start with a key's type", hint: example)
    }

    /// What is wrong with a blob, or nil.
    private static func problem(with blob: [UInt8], type: String) -> String? {
        var reader = BlobReader(blob)
        guard reader.next() == Array(type.utf8) else { return "holds a key of another type" }
        let broken = "is damaged: its parts don't fit its type"
        switch type {
        case "ssh-ed25519", "sk-ssh-ed25519@openssh.com":
            guard reader.next()?.count == 32 else { return broken }
        case "ssh-rsa":
            guard let exponent = reader.next(), !exponent.isEmpty, let modulus = reader.next() else { return broken }
            let bits = modulus.bits
            guard bits >= leastBits else { return "has \(bits) bits; \(leastBits) are the least" }
            guard bits <= 16384, exponent.bits > 1 else { return broken }
        default:
            guard let curve = reader.next(), let point = reader.next() else { return broken }
            let sizes = ["nistp256": 65, "nistp384": 97, "nistp521": 133]
            guard let name = type.split(separator: "@")[0].split(separator: "-").last.map(String.init),
                curve == Array(name.utf8), point.count == sizes[name], point.first == 4
            else { return broken }
        }
        // A security key's application.
        if type.hasPrefix("sk-") { guard reader.next()?.isEmpty == false else { return broken } }
        return reader.isAtEnd ? nil : broken
    }
}

/// Reads the strings of an ssh blob: each has its length in front, in four bytes (RFC 4251, section 5).
private struct BlobReader {
    private var rest: ArraySlice<UInt8>

    init(_ blob: [UInt8]) { rest = blob[...] }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func next() -> [UInt8]? {
        guard rest.count >= 4 else { return nil }
        let length = rest.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        guard rest.count - 4 >= length else { return nil }
        defer { rest = rest.dropFirst(4 + length) }
        return Array(rest.dropFirst(4).prefix(length))
    }
}

extension [UInt8] {
    /// The bits of a positive big-endian number.
    fileprivate var bits: Int {
        let digits = drop { $0 == 0 }
        guard let first = digits.first else { return 0 }
        return digits.count * 8 - first.leadingZeroBitCount
    }
}

extension String {
    fileprivate var trimmed: String {
        var bytes = utf8[...]
        while let last = bytes.last, last == 32 || last == 9 { bytes.removeLast() }
        while let first = bytes.first, first == 32 || first == 9 { bytes.removeFirst() }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension String.UTF8View {
    fileprivate func contains(_ sought: [UInt8]) -> Bool {
        let bytes = Array(self)
        guard bytes.count >= sought.count else { return false }
        return (0...(bytes.count - sought.count)).contains { bytes[$0..<($0 + sought.count)].elementsEqual(sought) }
    }
}

extension Unicode.Scalar {
    /// Whether a terminal shows it and does nothing else: no control, no change of direction, no line end.
    fileprivate var isPlain: Bool {
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: false
        default: true
        }
    }
}
