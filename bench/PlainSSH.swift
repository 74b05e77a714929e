import Glibc
import Model
import System
import TestSupport

/// The reference for ssh and git: an sshd with the same configuration but for its account and port, and keys whose
/// forced commands are `true` and plain git on one repository.
final class PlainSSH {
    private let server: TestServer
    private let child: Child
    let port = 2223

    init(_ server: TestServer) throws {
        self.server = server
        let configuration = try Files.read("\(server.folder.ssh)/sshd_config")
            .split(separator: "\n", omittingEmptySubsequences: false)
            .map { line in
                if line.hasPrefix("Port ") { return "Port \(2223)" }
                if line.hasPrefix("AllowUsers ") { return "AllowUsers plain" }
                if line.hasPrefix("AuthorizedKeysFile ") { return "AuthorizedKeysFile /run/plain-keys" }
                return String(line)
            }.joined(separator: "\n")
        try Files.write("/run/plain-sshd", configuration, mode: 0o600)
        var keys = ""
        for (name, command) in [("plain-true", "true"), ("plain-git", "git-receive-pack \(Self.repository)")] {
            try Command(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", server.keyFile(name)]).check("make a key")
            keys += "restrict,command=\"\(command)\" \(try Files.read("\(server.keyFile(name)).pub"))"
        }
        try Files.write("/run/plain-keys", keys, mode: 0o644)
        // A login shell that reads no start-up file, so that nothing of it is in the reference's time.
        try Command(["useradd", "--system", "--shell", "/bin/sh", "--password", "*", "plain"]).check("make a user")
        try Self.makeRepository(server)
        child = try Child(
            ["/usr/sbin/sshd", "-D", "-e", "-f", "/run/plain-sshd"], environment: Command.plainEnvironment)
        guard poll(for: 10, { TCP.accepts("127.0.0.1", port) ? true : nil }) == true else {
            throw Failure(.unavailable, "the reference sshd does not answer")
        }
    }

    deinit { child.end() }

    /// A repository with empty hooks.
    func makeRepository() throws { try Self.makeRepository(server) }

    private static func makeRepository(_ server: TestServer) throws {
        try Command(["git", "init", "-q", "--bare", repository], environment: server.plain).check("make a repository")
        for hook in ["pre-receive", "post-receive"] {
            try Files.write("\(repository)/hooks/\(hook)", "#!/bin/sh\nexit 0\n", mode: 0o755)
        }
        try Command(["chown", "-R", "plain", repository]).check("own the repository")
    }

    /// On the same file system as ours.
    static let repository = "/var/lib/slipway/plain.git"

    func command(_ key: String) -> [String] {
        server.sshCommand(key: key) + ["-p", String(port), "plain@127.0.0.1"]
    }

    /// A command that does nothing.
    func `true`() throws {
        try Command(command("plain-true") + ["--", "true"], environment: server.plain).check("ssh true")
    }

    /// A push of a repository's branch there.
    func push(_ path: String, _ refs: String) throws {
        var environment = server.plain
        environment["GIT_SSH_COMMAND"] = server.sshCommand(key: "plain-git").joined(separator: " ")
        try Command(
            ["git", "-C", path, "push", "-q", "--force", "ssh://plain@127.0.0.1:\(port)/plain", refs],
            environment: environment, limit: 120
        ).check("push to the reference")
    }
}
