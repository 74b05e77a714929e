import Engine
import FoundationEssentials
import Model
import System

/// The private registry, asked directly: through the engine the same question takes five round trips. The operations
/// are those of the Distribution API.
package struct PrivateRegistry: Sendable {
    private let transport: Transport
    private let authorization: Sensitive<String>

    package init(_ settings: Settings, _ credentials: RegistryCredentials) {
        self.init(server: settings.registry, credentials)
    }

    init(server: String, _ credentials: RegistryCredentials) {
        transport = Transport(host: server, name: "the registry")
        let pair = "\(credentials.username):\(credentials.password.exposed)"
        authorization = Sensitive("Authorization: Basic \(Data(pair.utf8).base64EncodedString())")
    }

    /// What an image consists of, in the registry's own bytes: the digest is theirs.
    struct Manifest {
        let type: String
        let text: String
    }

    /// The manifest of an image; nil where the registry doesn't have it.
    func manifest(_ image: RegistryImage) throws -> Manifest? {
        let reply = try transport.reply(
            to: request(
                .get, image.repository, image.digest.rawValue, headers: ["Accept: \(Self.manifestType)"],
                to: "ask for '\(image.repository)'"))
        switch reply.status {
        case 200:
            return Manifest(type: reply.type ?? Self.manifestType, text: String(decoding: reply.body, as: UTF8.self))
        case 404: return nil
        case let status: throw refusal(status, "asked for '\(image.repository)'")
        }
    }

    /// Gives a manifest that the registry has a name: the same bytes once more, so the same digest.
    func tag(_ manifest: Manifest, in repository: String, as tag: String) throws {
        let reply = try transport.reply(
            to: request(
                .put, repository, tag, headers: ["Content-Type: \(manifest.type)"], body: manifest.text,
                to: "tag '\(repository)' as \(tag)"))
        guard reply.status == 201 else { throw refusal(reply.status, "told to tag '\(repository)' as \(tag)") }
    }

    /// Removes a manifest with all its tags. Its blobs stay until the registry's collector runs.
    /// - Returns: False where there was none.
    @discardableResult
    package func delete(_ image: RegistryImage) throws -> Bool {
        let reply = try transport.reply(
            to: request(.delete, image.repository, image.digest.rawValue, to: "remove '\(image.repository)'"))
        switch reply.status {
        case 202: return true
        case 404: return false
        case let status: throw refusal(status, "told to remove a manifest of '\(image.repository)'")
        }
    }

    private static let manifestType = "application/vnd.docker.distribution.manifest.v2+json"

    private func request(
        _ method: Request.Method, _ repository: String, _ reference: String, headers: [String] = [],
        body: String? = nil, to attempt: String
    ) -> Request {
        Request(
            method, "/v2/\(repository)/manifests/\(reference)", headers: [authorization.exposed] + headers, body: body,
            limit: 30, to: attempt)
    }

    private func refusal(_ status: Int, _ occasion: String) -> Failure {
        Failure(
            .unavailable, "the registry answered with status \(status) when \(occasion)",
            hint: "start the server anew: slipway down, slipway up --detach")
    }
}
