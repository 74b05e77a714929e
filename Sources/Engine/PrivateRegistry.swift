import Model
import System

extension RegistryCredentials {
    /// The account of ours in the private registry.
    public static let user = "slipway"

    /// What `slipway up` made for this server.
    public static func load(_ folder: Folder, _ settings: Settings) throws -> RegistryCredentials {
        RegistryCredentials(
            username: user, password: Sensitive(try Files.read(folder.registryPassword)), server: settings.registry)
    }
}
