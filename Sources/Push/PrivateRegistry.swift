import Engine
import FoundationEssentials
import Model
import System

/// The private registry, asked directly: through the engine the same question takes five round trips.
struct PrivateRegistry {
    private let transport: Transport
    private let authorization: Sensitive<String>

    init(_ settings: Settings, _ credentials: RegistryCredentials) {
        transport = Transport(host: settings.registry, name: "the registry")
        let pair = "\(credentials.username):\(credentials.password.exposed)"
        authorization = Sensitive("Authorization: Basic \(Data(pair.utf8).base64EncodedString())")
    }

    /// Whether it has this manifest: Distribution API, 'Existing Manifests'.
    func has(_ image: RegistryImage) throws -> Bool {
        let accept = "Accept: application/vnd.docker.distribution.manifest.v2+json"
        let request = Request(
            .head, "/v2/\(image.repository)/manifests/\(image.digest)", headers: [authorization.exposed, accept],
            limit: 10, to: "ask for '\(image.repository)'")
        switch try transport.status(of: request) {
        case 200: return true
        case 404: return false
        case let status:
            throw Failure(
                .unavailable, "the registry answered with status \(status) when asked for '\(image.repository)'",
                hint: "start the server anew: slipway down, slipway up --detach")
        }
    }
}
