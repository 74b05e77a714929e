import Model
import Store
import System

/// sshd's file of keys: written from the Store, which has the truth.
public enum AuthorizedKeys {
    /// The lines of ours: no pty, no forwarding, no rc file, and one command.
    public static func render(_ keys: [Key]) -> String {
        var text = "# Written by Slipway from its Store: 'slipway key add|remove' changes it.\n"
        for key in keys { text += "restrict,command=\"slipway-shell \(key.name)\" \(key.line) \(key.name)\n" }
        return text
    }

    public static func write(_ store: some Store, _ folder: Folder) throws {
        let lock = try FileLock.acquire("\(folder.ssh)/keys.lock")
        try withExtendedLifetime(lock) {
            try Files.write(folder.authorizedKeys, render(store.keys()), mode: 0o600)
        }
    }
}
