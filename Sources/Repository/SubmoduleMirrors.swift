import Model
import System

/// Copies of other servers' repositories, each in a folder named by the hash of its url.
struct SubmoduleMirrors {
    let folder: String
    /// Seconds for each fetch.
    let limit: Double

    /// The mirror of a url, fetched unless it has the commit already. Where the branches and tags don't lead to the
    /// commit it is asked for by its id, which most servers grant.
    func repository(_ url: String, with commit: ObjectID) throws -> Repository {
        let path = "\(folder)/\(SHA256.hex(of: url)).git"
        try Files.makeFolder(folder)
        let lock = try FileLock.acquire("\(path).lock")
        defer { withExtendedLifetime(lock) {} }
        if !Files.exists(path) { try Repository.create(path) }
        let mirror = try Repository.open(path)
        if mirror.hasCommit(commit) { return mirror }
        try fetch(url, into: path, ["+refs/heads/*:refs/mirror/heads/*", "+refs/tags/*:refs/mirror/tags/*"])
        if !mirror.hasCommit(commit) {
            // A refusal means the same as the commit's absence.
            try? fetch(url, into: path, ["+\(commit):refs/mirror/pinned/\(commit)"])
        }
        return mirror
    }

    private func fetch(_ url: String, into path: String, _ references: [String]) throws {
        let command = Command(
            SubmoduleMirrors.arguments(url, path, references), environment: SubmoduleMirrors.environment(),
            directory: "/", limit: limit)
        let outcome = try command.run()
        guard outcome.status != 0 else { return }
        let shown = SubmoduleURL.redacted(url)
        let reason =
            outcome.timedOut
            ? "it took longer than \(Int(limit)) s"
            : outcome.error.split(separator: "\n").last.map { String($0).replacing(url, with: shown) } ?? "git failed"
        throw Failure(.unavailable, "cannot fetch from '\(shown)': \(reason)")
    }

    /// No protocol but the three that were checked, also where a server redirects.
    static func arguments(_ url: String, _ path: String, _ references: [String]) -> [String] {
        [
            "git", "-c", "protocol.allow=never", "-c", "protocol.https.allow=always", "-c",
            "protocol.http.allow=always", "-c", "protocol.git.allow=always", "-c", "credential.helper=", "-C", path,
            "fetch", "--quiet", "--no-tags", "--no-auto-gc", "--no-write-fetch-head", "--no-recurse-submodules", "--",
            url,
        ] + references
    }

    /// Nothing of ours but an operator's proxy.
    static func environment() -> [String: String] {
        let names = ["http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", "no_proxy", "NO_PROXY"]
        let proxies = Environment.all.filter { names.contains($0.key) }
        return Command.plainEnvironment.merging(proxies) { $1 }.merging(["GIT_TERMINAL_PROMPT": "0"]) { $1 }
    }
}

extension String {
    /// The text with each occurrence of another replaced, byte by byte.
    fileprivate func replacing(_ sought: String, with replacement: String) -> String {
        var result = ""
        var rest = self[...]
        while let found = rest.firstRange(of: sought) {
            result += rest[..<found.lowerBound] + replacement
            rest = rest[found.upperBound...]
        }
        return result + rest
    }
}
