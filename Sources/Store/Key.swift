import Model

/// A public key that may speak to the server, under its holder's name.
public struct Key: Sendable, Codable, Equatable {
    /// Its holder's.
    public let name: KeyName
    /// Type and base64, as authorized_keys has them.
    public let line: String
    /// As `ssh-keygen -l` prints it: `SHA256:…`.
    public let fingerprint: String
    /// As the line that was added had it.
    public let comment: String
    /// Seconds since 1970.
    public let added: Int

    /// What is kept of a key that was read.
    public init(name: KeyName, key: PublicKey, added: Int) {
        self.name = name
        line = key.line
        fingerprint = key.fingerprint
        comment = key.comment
        self.added = added
    }
}
