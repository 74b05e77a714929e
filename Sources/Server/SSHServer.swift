import Glibc
import Model
import System

/// OpenSSH's sshd with a configuration of its own: keys only, one account, one forced command.
enum SSHServer {
    static func prepare(
        _ folder: Folder, _ settings: Settings, _ account: Account, _ installation: Installation
    ) throws {
        try account.folder(folder.ssh, mode: 0o750)
        let key = "\(folder.ssh)/host_ed25519"
        if !Files.exists(key) {
            try Command(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "slipway", "-f", key]).check(
                "make a host key")
        }
        let configuration = try Template("sshd_config", installation).render([
            "ssh_port": String(settings.sshPort), "address": settings.address, "ssh_folder": folder.ssh,
            "account": Account.name, "data": folder.root,
        ])
        try Files.write("\(folder.ssh)/sshd_config", configuration, mode: 0o644)
        // sshd's own folder for privilege separation; its package makes it only through its service.
        try Files.makeFolder("/run/sshd", mode: 0o755)
        let check = Command(["/usr/sbin/sshd", "-t", "-f", "\(folder.ssh)/sshd_config"])
        try check.check("check the configuration of sshd")
    }

    static func daemon(_ folder: Folder) -> Daemon {
        Daemon(
            name: "sshd", arguments: Account.root(["/usr/sbin/sshd", "-D", "-e", "-f", "\(folder.ssh)/sshd_config"]),
            // Somebody looked whether the port answers: we do, when we start.
            noise: ["kex_exchange_identification"])
    }
}
