import Model

/// What an engine says of itself.
public struct EngineVersion: Sendable, Codable, Equatable {
    /// The engine's: `20.10.24+dfsg1`.
    public let version: String
    /// The newest version of the API that it speaks: `1.41`.
    public let apiVersion: String

    /// Both, as the engine words them.
    public init(version: String, apiVersion: String) {
        self.version = version
        self.apiVersion = apiVersion
    }
}

/// The part of `SystemVersion`'s answer that matters here.
struct VersionFacts: Decodable {
    let version: String
    let apiVersion: String

    private enum CodingKeys: String, CodingKey {
        case version = "Version"
        case apiVersion = "ApiVersion"
    }
}

extension Engine {
    /// The engine's version: `SystemVersion`.
    public func version() throws -> EngineVersion {
        let facts = try versionFacts()
        return EngineVersion(version: facts.version, apiVersion: facts.apiVersion)
    }

    /// Whether a healthcheck's start interval has an effect: from engine 25 on.
    public func hasStartInterval() throws -> Bool { try apiVersion() >= .startInterval }

    /// Whether an engine answers, within two seconds: `SystemPing`.
    public func ping() -> Bool {
        (try? send(Request(.get, "/_ping", limit: 2, to: "reach the engine"), versioned: false)) != nil
    }
}
