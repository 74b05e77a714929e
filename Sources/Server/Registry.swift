import Engine
import Glibc
import Model
import System

/// The distribution registry, on loopback, with a password from the first day: loopback is no boundary, for a build's
/// ADD runs in the host's network.
enum Registry {
    static func prepare(
        _ folder: Folder, _ settings: Settings, _ account: Account, _ installation: Installation
    ) throws {
        try account.folder(folder.registry)
        try account.folder("\(folder.registry)/data")
        if !Files.exists(folder.registryPassword) {
            try account.file(folder.registryPassword, Password.random().exposed, mode: 0o600)
        }
        let password = Sensitive(try Files.read(folder.registryPassword))
        try account.file(
            "\(folder.registry)/htpasswd", "\(RegistryCredentials.user):\(Password.bcrypt(password))\n", mode: 0o600)
        let configuration = try Template("registry.yml", installation).render([
            "registry_folder": folder.registry, "registry_address": settings.registry,
            "registry_secret": Password.random().exposed,
        ])
        try account.file("\(folder.registry)/config.yml", configuration, mode: 0o600)
    }

    static func daemon(_ folder: Folder, _ account: Account) -> Daemon {
        Daemon(
            name: "registry",
            arguments: account.command(["docker-registry", "serve", "\(folder.registry)/config.yml"]),
            environment: Command.plainEnvironment.merging(["OTEL_TRACES_EXPORTER": "none"]) { $1 },
            // Every client asks first without a password, and whether a layer is there before it sends it.
            noise: ["basic authentication challenge", "blob unknown"])
    }
}
