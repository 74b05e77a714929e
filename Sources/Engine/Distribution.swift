import Model
import System

extension Engine {
    /// The digest that a registry has for a reference, nil where it has none: `DistributionInspect`. The engine asks
    /// the registry; nothing is pulled.
    public func registryDigest(_ reference: String, credentials: RegistryCredentials) throws -> Digest? {
        struct Facts: Decodable {
            struct Descriptor: Decodable { let digest: Digest }
            let descriptor: Descriptor
            private enum CodingKeys: String, CodingKey { case descriptor = "Descriptor" }
        }
        let path = "/distribution/\(Request.escaped(reference: reference))/json"
        let request = Request(
            .get, path, headers: [try credentials.header()], to: "ask the registry for '\(reference)'")
        return try decodeIfThere(Facts.self, request)?.descriptor.digest
    }
}
