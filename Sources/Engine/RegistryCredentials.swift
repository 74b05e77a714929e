import FoundationEssentials
import Model
import System

/// What a registry asks for. Its password never prints.
public struct RegistryCredentials: Sendable, Equatable {
    /// The name that the registry knows.
    public let username: String
    /// Sent in a header and shown nowhere.
    public let password: Sensitive<String>
    /// The registry's host and port, as image references carry it.
    public let server: String

    /// Credentials for one registry.
    public init(username: String, password: Sensitive<String>, server: String) {
        self.username = username
        self.password = password
        self.server = server
    }

    /// The header `X-Registry-Auth`: JSON in base64 with RFC 4648's alphabet for URLs ('Authentication' in Docker
    /// Engine API v1.41).
    func header() throws -> String {
        let members = ["username": username, "password": password.exposed, "serveraddress": server]
        return "X-Registry-Auth: \(Self.base64URL(try JSON.line(members)))"
    }

    /// What is sent where there are none: a push without the header is refused by the engine itself.
    static let none = "X-Registry-Auth: \(base64URL("{}"))"

    private static func base64URL(_ text: String) -> String {
        let base64 = Data(text.utf8).base64EncodedString()
        return String(base64.map { $0 == "+" ? "-" : $0 == "/" ? "_" : $0 })
    }
}
