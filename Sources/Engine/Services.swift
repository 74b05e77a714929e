import Model
import System

extension Engine {
    /// The services that carry all these labels (`name` or `name=value`), by name: `ServiceList`.
    public func services(labels: [String]) throws -> [Service] {
        let query = try Request.filters(["label": labels])
        return try decode([ServiceFacts].self, Request(.get, "/services", query: query, to: "list services"))
            .map(\.service).sorted { $0.name < $1.name }
    }

    /// A service by its exact name: `ServiceInspect`, which by itself also takes the start of an id.
    public func service(named name: String) throws -> Service? {
        guard let service = try serviceFacts(name)?.service, service.name == name else { return nil }
        return service
    }

    func serviceFacts(_ nameOrID: String) throws -> ServiceFacts? {
        try decodeIfThere(
            ServiceFacts.self,
            Request(.get, "/services/\(Request.escaped(nameOrID))", to: "look at service '\(nameOrID)'"))
    }

    /// Makes a service and returns its id: `ServiceCreate`. A name that is taken is a `temporary` failure.
    ///
    /// Its tasks pull with these credentials, on every node; a node's own login isn't asked.
    @discardableResult
    public func createService(
        _ definition: ServiceDefinition, credentials: RegistryCredentials? = nil
    ) throws -> String {
        struct Created: Decodable {
            let id: String
            private enum CodingKeys: String, CodingKey { case id = "ID" }
        }
        return try decode(
            Created.self,
            Request(
                post: "/services/create", headers: try credentials.map { [try $0.header()] } ?? [],
                definition.wire(apiVersion()),
                to: "make service '\(definition.name)'")
        ).id
    }

    /// Gives a service another definition: `ServiceUpdate`. The engine then replaces its tasks as the definition's
    /// policy says; `Service.update` tells how that goes.
    /// - Parameter version: That of the service when the change was decided; where it has changed since, this is a
    ///   `temporary` failure and nothing was done.
    public func updateService(
        _ id: String, version: Int, _ definition: ServiceDefinition, credentials: RegistryCredentials? = nil
    ) throws {
        let name = definition.name
        do {
            try send(
                Request(
                    post: "/services/\(Request.escaped(id))/update", query: [("version", String(version))],
                    headers: try credentials.map { [try $0.header()] } ?? [], definition.wire(apiVersion()),
                    to: "update service '\(name)'"))
        } catch let failure as Failure where failure.code == .unavailable {
            // Engine 20.10 answers an outdated version with status 500, as it does a fault of its own.
            guard let now = try? serviceFacts(id)?.service, now.version != version else { throw failure }
            throw Failure(.temporary, failure.message, detail: failure.detail)
        }
    }

    /// Removes a service by its exact name: `ServiceDelete`. Its tasks get their stop signal some three seconds
    /// later, which the engine leaves for other nodes to forget their addresses.
    /// - Returns: False where there was none.
    @discardableResult
    public func removeService(_ name: String) throws -> Bool {
        guard let service = try service(named: name) else { return false }
        return try ifThere {
            try send(Request(.delete, "/services/\(service.id)", to: "remove service '\(name)'"))
        } != nil
    }
}
