import Glibc
import Model
import System

/// OpenSSH's sshd with a configuration of its own: keys only, one account, one forced command.
enum SSHServer {
    static func configuration(_ folder: Folder, _ settings: Settings) -> String {
        """
        # Written by 'slipway up'.
        Port \(settings.sshPort)
        ListenAddress \(settings.address)
        HostKey \(folder.ssh)/host_ed25519
        PidFile none
        AllowUsers \(Account.name)
        AuthorizedKeysFile \(folder.authorizedKeys)
        AuthenticationMethods publickey
        PasswordAuthentication no
        KbdInteractiveAuthentication no
        UsePAM no
        DisableForwarding yes
        PermitTunnel no
        PermitUserRC no
        PermitUserEnvironment no
        AcceptEnv GIT_PROTOCOL
        SetEnv SLIPWAY_DATA=\(folder.root)
        LoginGraceTime 20
        MaxAuthTries 6
        MaxStartups 50:30:200
        ClientAliveInterval 30
        ClientAliveCountMax 4
        PrintMotd no
        PrintLastLog no
        UseDNS no
        LogLevel ERROR

        """
    }

    static func prepare(_ folder: Folder, _ settings: Settings, _ account: Account) throws {
        try account.folder(folder.ssh, mode: 0o750)
        let key = "\(folder.ssh)/host_ed25519"
        if !Files.exists(key) {
            try Command(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "slipway", "-f", key]).check(
                "make a host key")
        }
        try Files.write("\(folder.ssh)/sshd_config", configuration(folder, settings), mode: 0o644)
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
