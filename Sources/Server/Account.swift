import CSystemShim
import Glibc
import Model
import System

/// The unix account that everything of ours runs as, but for what needs root.
///
/// Its login shell is slipway-shell, so sshd starts no other program for it. It may use the engine's socket.
public struct Account: Sendable {
    public static let name = "slipway"

    let uid: uid_t
    let gid: gid_t

    /// Makes the account where there is none, and sets its shell where it has another. Its home is '/': nothing of a
    /// home directory's has a say in what runs for it.
    static func ensure(shell: String) throws -> Account {
        let group = getgrnam("docker") != nil ? ["--groups", "docker"] : []
        guard let entry = getpwnam(name) else {
            // The '*' lets sshd accept its keys and no password: a locked '!' account would be refused.
            let words = ["--system", "--user-group", "--home-dir", "/", "--no-create-home", "--shell", shell]
            try Command(["useradd"] + words + group + ["--password", "*", name]).check("make the user '\(name)'")
            return try current()
        }
        if String(cString: entry.pointee.pw_shell) != shell {
            try Command(["usermod", "--shell", shell, name]).check("set the shell of the user '\(name)'")
        }
        return try current()
    }

    static func current() throws -> Account {
        guard let entry = getpwnam(name) else {
            throw Failure(.configuration, "there is no user '\(name)'", hint: "start the server once: slipway up")
        }
        return Account(uid: entry.pointee.pw_uid, gid: entry.pointee.pw_gid)
    }

    /// Makes a folder that belongs to it.
    func folder(_ path: String, mode: mode_t = 0o750) throws {
        try Files.makeFolder(path, mode: mode)
        guard chown(path, uid, gid) == 0, chmod(path, mode) == 0 else { throw Failure.system("own '\(path)'") }
    }

    func file(_ path: String, _ text: String, mode: mode_t = 0o640) throws {
        try Files.write(path, text, mode: mode)
        guard chown(path, uid, gid) == 0 else { throw Failure.system("own '\(path)'") }
    }

    /// From root to the account that owns the data folder: a command typed by root then makes no file that the
    /// server can't write.
    public static func dropPrivileges(_ folder: Folder) throws {
        guard geteuid() == 0 else { return }
        var status = stat()
        guard stat(folder.root, &status) == 0, status.st_uid != 0 else { return }
        guard let entry = getpwuid(status.st_uid) else { return }
        guard initgroups(entry.pointee.pw_name, entry.pointee.pw_gid) == 0, setgid(entry.pointee.pw_gid) == 0,
            setuid(status.st_uid) == 0
        else { throw Failure.system("become the user that owns '\(folder.root)'") }
    }

    /// Puts a command under this account; it ends with its supervisor.
    func command(_ arguments: [String]) -> [String] {
        [
            "setpriv", "--reuid", String(uid), "--regid", String(gid), "--init-groups", "--no-new-privs", "--pdeathsig",
            "TERM", "--",
        ]
            + arguments
    }

    /// A command of root's that ends with its supervisor.
    static func root(_ arguments: [String]) -> [String] { ["setpriv", "--pdeathsig", "TERM", "--"] + arguments }
}
