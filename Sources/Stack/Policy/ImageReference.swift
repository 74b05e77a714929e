import Model

/// The name of an image, by the grammar of the distribution project's references.
struct ImageReference: Equatable {
    /// `HOST` or `HOST:PORT`; nil where the name has none, which is the public registry.
    let registry: String?
    let path: String
    let tag: String?
    let digest: String?

    /// Nil for a text that is none.
    init?(_ text: String) {
        guard !text.isEmpty, text.utf8.count <= 1024 else { return nil }
        var rest = Substring(text)
        var digest: String?
        if let at = rest.lastIndex(of: "@") {
            digest = String(rest[rest.index(after: at)...])
            rest = rest[..<at]
            guard Self.isDigest(digest ?? "") else { return nil }
        }
        var tag: String?
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("/") {
            tag = String(rest[rest.index(after: colon)...])
            rest = rest[..<colon]
            guard Self.isTag(tag ?? "") else { return nil }
        }
        var parts = rest.split(separator: "/", omittingEmptySubsequences: false)
        var registry: String?
        if parts.count > 1, let first = parts.first, Self.isRegistry(first) {
            registry = first.lowercased()
            parts.removeFirst()
        }
        guard !parts.isEmpty, parts.allSatisfy(Self.isPathPart) else { return nil }
        self.registry = registry
        path = parts.joined(separator: "/")
        self.tag = tag
        self.digest = digest
    }

    /// With a tag where there is neither tag nor digest: so no engine takes it for the start of an image's id.
    var text: String {
        let name = registry.map { "\($0)/\(path)" } ?? path
        let tag = tag ?? (digest == nil ? "latest" : nil)
        return name + (tag.map { ":\($0)" } ?? "") + (digest.map { "@\($0)" } ?? "")
    }

    /// Whether it names an image by its id in the engine, whoever's that is: `sha256:3fa9…`, or 64 digits.
    var isID: Bool {
        guard registry == nil, digest == nil else { return false }
        return path == "sha256" || (path.utf8.count == 64 && path.utf8.allSatisfy(Self.isHexadecimal))
    }

    /// Whether it lies on this host: in a registry that listens here, or in the private one.
    /// - Parameter own: `HOST:PORT` of the private registry.
    func isPrivate(_ own: String?) -> Bool {
        guard let registry else { return false }
        if registry == own?.lowercased() { return true }
        let host = registry.hasPrefix("[") ? registry : String(registry.prefix { $0 != ":" })
        return host == "localhost" || host.hasSuffix(".localhost") || host.hasPrefix("127.") || host == "0.0.0.0"
            || host.hasPrefix("[")
    }

    private static func isRegistry(_ text: Substring) -> Bool {
        guard text == "localhost" || text.contains(where: { $0 == "." || $0 == ":" || $0.isUppercase }) else {
            return false
        }
        guard let end = text.lastIndex(of: ":"), !text[end...].contains("]") else { return isHost(text) }
        let port = text[text.index(after: end)...]
        return isHost(text[..<end]) && (1...5).contains(port.utf8.count) && port.utf8.allSatisfy(isDigit)
    }

    private static func isHost(_ text: Substring) -> Bool {
        if text.hasPrefix("["), text.hasSuffix("]") {
            return text.dropFirst().dropLast().utf8.allSatisfy { isHexadecimal($0) || $0 == UInt8(ascii: ":") }
        }
        return text.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { label in
            !label.isEmpty && label.utf8.first != UInt8(ascii: "-") && label.utf8.last != UInt8(ascii: "-")
                && label.utf8.allSatisfy { isLetter($0) || isDigit($0) || $0 == UInt8(ascii: "-") }
        }
    }

    /// Small letters and digits, with one `.`, one or two `_` or any number of `-` between them.
    private static func isPathPart(_ text: Substring) -> Bool {
        guard let first = text.utf8.first, let last = text.utf8.last, isWord(first), isWord(last) else { return false }
        return text.split(whereSeparator: { $0.utf8.allSatisfy(isWord) }).allSatisfy { separator in
            separator == "." || separator == "_" || separator == "__" || separator.allSatisfy { $0 == "-" }
        }
    }

    private static func isTag(_ text: String) -> Bool {
        guard let first = text.utf8.first, text.utf8.count <= 128 else { return false }
        let isFirst = { (byte: UInt8) in isLetter(byte) || isDigit(byte) || byte == UInt8(ascii: "_") }
        return isFirst(first)
            && text.utf8.allSatisfy { isFirst($0) || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "-") }
    }

    private static func isDigest(_ text: String) -> Bool {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        return parts.count == 2 && parts[0] == "sha256" && parts[1].utf8.count == 64
            && parts[1].utf8.allSatisfy { isDigit($0) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
    private static func isWord(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
    private static func isHexadecimal(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }
}
