import Model

/// Where a submodule comes from, as far as that is allowed.
enum SubmoduleURL: Equatable {
    /// `../lib` or `./lib`: another repository of this server.
    case relative(String)
    /// What git fetches over https, http or its own protocol.
    case external(String)

    private static let schemes = ["https://", "http://", "git://"]

    /// - Parameter base: The url of the repository that names it; nil for one of this server.
    init(_ url: String, base: String?) throws(Failure) {
        let isPlain = url.unicodeScalars.allSatisfy { $0.value > 32 && $0.value != 127 }
        guard isPlain, !url.isEmpty, url.utf8.count <= 2048 else {
            throw Failure(.badData, "the url \(url.quotedForPeople) is empty, too long or holds spaces")
        }
        if url.hasPrefix("./") || url.hasPrefix("../") {
            guard let base else {
                self = .relative(url)
                return
            }
            self = .external(try SubmoduleURL.join(base, url))
            return
        }
        guard let scheme = SubmoduleURL.schemes.first(where: url.hasPrefix), url.utf8.count > scheme.utf8.count,
            url.utf8.dropFirst(scheme.utf8.count).first != UInt8(ascii: "-")
        else {
            throw Failure(
                .badData, "the url '\(SubmoduleURL.redacted(url))' is refused",
                hint: "allowed are https, http and git urls, and '../NAME' for a repository of this server")
        }
        self = .external(url)
    }

    /// As git-submodule(1) does it: relative to the url itself, not to the folder that it lies in.
    private static func join(_ base: String, _ url: String) throws(Failure) -> String {
        guard let scheme = schemes.first(where: base.hasPrefix) else {
            throw Failure(.software, "the url '\(redacted(base))' has no scheme")
        }
        // The host stays; what follows is the path.
        var parts = base.dropFirst(scheme.count).split(separator: "/").map(String.init)
        for part in url.split(separator: "/") {
            switch part {
            case ".": continue
            case "..":
                guard parts.count > 1 else {
                    throw Failure(.badData, "the url '\(url)' leads out of '\(redacted(base))'")
                }
                parts.removeLast()
            default: parts.append(String(part))
            }
        }
        return scheme + parts.joined(separator: "/")
    }

    /// Without a user's name and password.
    static func redacted(_ url: String) -> String {
        guard let scheme = schemes.first(where: url.hasPrefix) else { return url }
        let rest = url.dropFirst(scheme.count)
        let host = rest.prefix { $0 != "/" }
        guard let at = host.lastIndex(of: "@") else { return url }
        return scheme + "[redacted]" + rest[at...]
    }
}
