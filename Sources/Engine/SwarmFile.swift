import Model
import System

/// A secret or a config of the swarm: bytes that units find as a file. Its content can't be changed; another content
/// is another one, with another name.
public struct SwarmFile: Sendable, Codable, Equatable {
    public enum Kind: String, Sendable, Codable, CaseIterable { case secret, config }

    public let kind: Kind
    /// The engine's id of it, which a service must name.
    public let id: String
    /// Its name in the engine.
    public let name: String
    /// All that it carries.
    public let labels: [String: String]
    /// When it was made.
    public let created: EngineTime?
}

/// An entry of `SecretList`'s and `ConfigList`'s answer.
private struct SwarmFileFacts: Decodable {
    struct Spec: Decodable {
        let name: String
        let labels: [String: String]?

        private enum CodingKeys: String, CodingKey {
            case name = "Name"
            case labels = "Labels"
        }
    }
    let id: String
    let created: String?
    let spec: Spec

    private enum CodingKeys: String, CodingKey {
        case id = "ID"
        case created = "CreatedAt"
        case spec = "Spec"
    }

    func file(_ kind: SwarmFile.Kind) -> SwarmFile {
        SwarmFile(
            kind: kind, id: id, name: spec.name, labels: spec.labels ?? [:],
            created: created.flatMap { EngineTime($0) })
    }
}

extension Engine {
    /// The secrets or configs that carry all these labels (`name` or `name=value`), by name: `SecretList`,
    /// `ConfigList`.
    public func files(_ kind: SwarmFile.Kind, labels: [String]) throws -> [SwarmFile] {
        try files(kind, filters: ["label": labels])
    }

    /// One by its exact name.
    public func file(_ kind: SwarmFile.Kind, named name: String) throws -> SwarmFile? {
        // The engine takes a name for the beginning of one.
        try files(kind, filters: ["name": [name]]).first { $0.name == name }
    }

    private func files(_ kind: SwarmFile.Kind, filters: [String: [String]]) throws -> [SwarmFile] {
        let request = Request(
            .get, "/\(kind.rawValue)s", query: try Request.filters(filters), to: "list \(kind.rawValue)s")
        return try decode([SwarmFileFacts].self, request).map { $0.file(kind) }.sorted { $0.name < $1.name }
    }

    /// Makes a secret or config and returns its id: `SecretCreate`, `ConfigCreate`. A name that is taken is a
    /// `temporary` failure; the engine takes 500 KiB of a secret and 1000 KiB of a config.
    /// - Parameter base64: The content, in base64 with the standard alphabet.
    @discardableResult
    public func createFile(
        _ kind: SwarmFile.Kind, named name: String, base64: Sensitive<String>, labels: [String: String]
    ) throws -> String {
        struct Created: Decodable {
            let id: String
            private enum CodingKeys: String, CodingKey { case id = "ID" }
        }
        let body = Wire.object(["Name": .text(name), "Labels": .texts(labels), "Data": .text(base64.exposed)])
        return try decode(
            Created.self,
            Request(post: "/\(kind.rawValue)s/create", body, to: "make \(kind.rawValue) '\(name)'")
        ).id
    }

    /// Removes a secret or config by its exact name: `SecretDelete`, `ConfigDelete`. One that a service uses is a
    /// `temporary` failure.
    /// - Returns: False where there was none.
    @discardableResult
    public func removeFile(_ kind: SwarmFile.Kind, named name: String) throws -> Bool {
        guard let file = try file(kind, named: name) else { return false }
        do {
            return try ifThere {
                try send(
                    Request(.delete, "/\(kind.rawValue)s/\(file.id)", to: "remove \(kind.rawValue) '\(name)'"))
            } != nil
        } catch let failure as Failure where failure.code == .badData {
            // With an id that it knows, the engine's 400 means that it is in use.
            throw Failure(.temporary, failure.message, detail: failure.detail)
        }
    }
}
