import Engine
import FoundationEssentials
import Model
import System

/// The private registry: it lets us in, and nobody else.
enum RegistryChecks {
    static let registry = Check("registry") { site in
        let address = site.settings.registry
        let registry = Transport(host: address, name: "the registry")
        let credentials = try RegistryCredentials.load(site.folder, site.settings)
        let pair = "\(credentials.username):\(credentials.password.exposed)"
        let header = "Authorization: Basic \(Data(pair.utf8).base64EncodedString())"
        do {
            let known = try registry.status(of: request([header]))
            guard known == 200 else {
                return [.failed("it refuses our password, with status \(known)", mend: site.restartAll)]
            }
            let unknown = try registry.status(of: request([]))
            guard unknown == 401 else {
                return [.failed("it lets anybody in: status \(unknown) without a password", mend: site.restartAll)]
            }
        } catch let failure as Failure {
            return [.failed(failure.message, mend: site.revive("registry"))]
        }
        return [.ok("answers on \(address) with our password, and refuses without")]
    }

    private static func request(_ headers: [String]) -> Request {
        Request(.get, "/v2/", headers: headers, limit: 4, to: "ask the registry who may use it")
    }
}
