import Glibc
import Model
import Repository
import System

/// A temporary folder with a working copy in it, driven by git itself.
final class GitFixture: Sendable {
    let root: String
    let work: String

    static let environment = Command.plainEnvironment.merging([
        "GIT_AUTHOR_NAME": "Ann Müller", "GIT_AUTHOR_EMAIL": "ann@example.org", "GIT_COMMITTER_NAME": "Bob",
        "GIT_COMMITTER_EMAIL": "bob@example.org", "GIT_AUTHOR_DATE": "1700000000 +0100",
        "GIT_COMMITTER_DATE": "1700000100 +0000", "GIT_CONFIG_NOSYSTEM": "1",
    ]) { $1 }

    init() throws {
        root = "/tmp/slipway-repository-test.\(getpid()).\(Password.random().exposed)"
        work = "\(root)/work"
        try Files.makeFolder(work)
        try Command(["git", "init", "-q", "-b", "main", work], environment: Self.environment).check("init")
    }

    deinit { try? Files.remove(root) }

    @discardableResult
    func git(_ arguments: String..., directory: String? = nil) throws -> String {
        let command = Command(
            ["git", "-c", "protocol.file.allow=always"] + arguments, environment: Self.environment,
            directory: directory ?? work)
        return String(try command.check("git \(arguments[0])").drop { $0 == "\n" }.dropLast(while: { $0 == "\n" }))
    }

    func write(_ path: String, _ text: String, in folder: String? = nil, mode: mode_t = 0o644) throws {
        let full = "\(folder ?? work)/\(path)"
        if let cut = full.lastIndex(of: "/") { try Files.makeFolder(String(full[..<cut]), mode: 0o755) }
        try Files.write(full, text, mode: mode)
    }

    @discardableResult
    func commit(_ message: String = "Change") throws -> ObjectID {
        try git("add", "-A")
        try git("commit", "-q", "--allow-empty", "-m", message)
        return try ObjectID(git("rev-parse", "HEAD"))
    }

    func tree(_ revision: String = "HEAD") throws -> ObjectID { try ObjectID(git("rev-parse", "\(revision)^{tree}")) }

    /// The working copy's repository, as a bare one.
    func open() throws -> Repository { try Repository.open("\(work)/.git") }

    /// A tree that git's own commands would refuse to make, from `git mktree` lines.
    func tree(of lines: String) throws -> ObjectID {
        let command = Command(
            ["git", "hash-object", "-t", "tree", "--literally", "-w", "--stdin"], environment: Self.environment,
            directory: work, input: try raw(lines))
        return try ObjectID(String(command.check("make a tree").prefix(40)))
    }

    func blob(_ text: String) throws -> ObjectID {
        let command = Command(
            ["git", "hash-object", "-w", "--stdin"], environment: Self.environment, directory: work,
            input: Array(text.utf8))
        return try ObjectID(String(command.check("make a blob").prefix(40)))
    }

    /// `mode id name` lines as a tree object has them: mode, name, zero byte, binary id.
    private func raw(_ lines: String) throws -> [UInt8] {
        lines.split(separator: "\n").flatMap { line -> [UInt8] in
            let parts = line.split(separator: " ", maxSplits: 2)
            let digits = Array(parts[1].utf8)
            let id = stride(from: 0, to: digits.count, by: 2).map { index in
                UInt8(String(decoding: digits[index...(index + 1)], as: UTF8.self), radix: 16) ?? 0
            }
            return Array("\(parts[0]) \(parts[2])\0".utf8) + id
        }
    }

    /// Every entry below a folder with its kind, mode, size, link and hash, as `find` and sha256sum see them.
    static func listing(_ folder: String) throws -> String {
        let found = try Command(
            ["find", ".", "-mindepth", "1", "-printf", "%p %y %m %s %l\\n"], directory: folder, kept: 8 << 20
        ).check("list").split(separator: "\n").filter { !$0.contains(" d ") }.sorted().joined(separator: "\n")
        let sums = try Command(
            ["sh", "-c", "find . -type f -print0 | sort -z | xargs -0 -r sha256sum"], directory: folder, kept: 8 << 20
        ).check("sum")
        return found + "\n" + sums
    }
}

extension Collection where SubSequence: BidirectionalCollection, SubSequence.SubSequence == SubSequence {
    fileprivate func dropLast(while drop: (Element) -> Bool) -> SubSequence {
        var rest = self[...]
        while let last = rest.last, drop(last) { rest = rest.dropLast() }
        return rest
    }
}
