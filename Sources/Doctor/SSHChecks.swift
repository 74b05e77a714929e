import Access
import Model
import Store
import System

/// sshd: that it speaks, that it is ours, and that those may enter whom the Store knows.
enum SSHChecks {
    static let sshd = Check("sshd") { site in [try hostKey(site), try authorizedKeys(site)] }

    /// The key that is offered on the port is the one in the data folder.
    private static func hostKey(_ site: Site) throws -> Verdict {
        let (address, port) = (site.settings.address, site.settings.sshPort)
        let scan = Command(
            ["ssh-keyscan", "-T", "4", "-t", "ed25519", "-p", String(port), address], limit: 8)
        let lines = try scan.run().output.split(separator: "\n").filter { !$0.hasPrefix("#") }
        guard let offered = lines.first?.split(separator: " ").dropFirst().prefix(2), offered.count == 2 else {
            return .failed("\(address):\(port) does not speak ssh within 4 s", mend: site.revive("sshd"))
        }
        let file = "\(site.folder.ssh)/host_ed25519.pub"
        let own = try Files.read(file).split(whereSeparator: \.isWhitespace).prefix(2)
        guard own.elementsEqual(offered) else {
            return .failed(
                "\(address):\(port) has another host key than '\(file)': it is another's, or needs a restart",
                mend: site.revive("sshd"))
        }
        return .ok("answers on \(address):\(port), with its own host key")
    }

    private static func authorizedKeys(_ site: Site) throws -> Verdict {
        let keys = try SQLiteStore(site.folder.store).keys()
        guard try Files.read(site.folder.authorizedKeys) == AuthorizedKeys.render(keys) else {
            return .failed(
                "'\(site.folder.authorizedKeys)' is not what the Store has: whoever should push may not, or the reverse",
                mend: site.restartAll)
        }
        return .ok("lets in whom the Store knows, by \(keys.count) key\(keys.count == 1 ? "" : "s")")
    }
}
