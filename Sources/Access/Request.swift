import Model

/// What somebody asks for over ssh.
public enum Request: Equatable, Sendable {
    case push(AppName)
    case fetch(AppName)
    case archive(AppName)
    /// A slipway command with its arguments.
    case command([String])

    /// Reads SSH_ORIGINAL_COMMAND: git's three services on a checked name, else a slipway command.
    public init(_ line: String) throws {
        var words = try Words.parse(line)
        if words.first == "git", words.count > 1 {
            words.removeFirst()
            words[0] = "git-\(words[0])"
        }
        guard let service = words.first, service.hasPrefix("git-") else {
            if words.first == "slipway" { words.removeFirst() }
            self = .command(words)
            return
        }
        guard words.count == 2 else {
            throw Failure(.usage, "\(service.quotedForPeople) takes one repository and nothing else")
        }
        let app = try Self.app(words[1])
        switch service {
        case "git-receive-pack": self = .push(app)
        case "git-upload-pack": self = .fetch(app)
        case "git-upload-archive": self = .archive(app)
        default: throw Failure(.usage, "\(service.quotedForPeople) is none of git's services")
        }
    }

    /// `hello`, `/hello`, `hello.git` and `~/hello.git` are one app. Anything else in a path is no app's name.
    private static func app(_ path: String) throws -> AppName {
        var name = Substring(path)
        if name.hasPrefix("~/") { name = name.dropFirst(2) } else if name.hasPrefix("/") { name = name.dropFirst() }
        if name.hasSuffix("/") { name = name.dropLast() }
        if name.hasSuffix(".git") { name = name.dropLast(4) }
        return try AppName(String(name))
    }
}
