import Model
import System

/// All that the engine was told of a service at one time, to be put back as it was.
public struct ServiceSnapshot: Sendable, Codable, Equatable {
    /// The service's name in the engine.
    public let name: String
    let spec: Wire
}

/// A service as a whole, so that what we know nothing of goes back as it came.
private struct SpecificationFacts: Decodable {
    let id: String
    let version: ServiceFacts.Version
    let spec: Wire
    let update: ServiceFacts.Update?

    private enum CodingKeys: String, CodingKey {
        case id = "ID"
        case version = "Version"
        case spec = "Spec"
        case update = "UpdateStatus"
    }
}

extension Engine {
    /// What a service's definition is now, nil where there is no such service: `ServiceInspect`.
    public func specification(of name: String) throws -> ServiceSnapshot? {
        try specificationFacts(name, to: "look at service '\(name)'").map {
            ServiceSnapshot(name: name, spec: $0.spec)
        }
    }

    /// Gives a service the definition that it had, whatever it has now: `ServiceUpdate`. Where it has it, because the
    /// swarm went back by itself, nothing is done, unless that stopped half-way.
    /// - Parameter credentials: What its tasks pull with; as they do now where nil.
    /// - Returns: False where there is no such service any more.
    @discardableResult
    public func restore(_ snapshot: ServiceSnapshot, credentials: RegistryCredentials? = nil) throws -> Bool {
        try changeSpecification(
            of: snapshot.name, to: "put back the definition of service '\(snapshot.name)'", credentials
        ) { facts in
            let stopped = [ServiceUpdate.State.paused, .rollbackPaused].map(\.rawValue)
            let isDone = facts.spec == snapshot.spec && !stopped.contains(facts.update?.state ?? "")
            return isDone ? nil : snapshot.spec
        }
    }

    /// Changes how many units a service has, and nothing else of it: `ServiceUpdate` with the definition that the
    /// engine has. No unit that stays is touched.
    /// - Parameter change: From what it has to what it is to have.
    /// - Returns: What it has now; nil where there is no such service.
    @discardableResult
    public func scaleService(_ name: String, _ change: (Int) -> Int) throws -> Int? {
        var now: Int?
        try changeSpecification(of: name, to: "scale service '\(name)'", nil) { facts in
            guard let mode = facts.spec["Mode"]?["Replicated"] else { return nil }
            var before = 0
            if case .number(let value)? = mode["Replicas"] { before = value }
            let after = max(0, change(before))
            now = after
            guard after != before else { return nil }
            var spec = facts.spec
            spec["Mode"] = .object(["Replicated": .object(["Replicas": .number(after)])])
            return spec
        }
        return now
    }

    private func specificationFacts(_ name: String, to attempt: String) throws -> SpecificationFacts? {
        let request = Request(.get, "/services/\(Request.escaped(name))", to: attempt)
        guard let facts = try decodeIfThere(SpecificationFacts.self, request), facts.spec["Name"] == .text(name)
        else { return nil }
        return facts
    }

    /// Sends what `change` makes of a service's specification, where it makes something; again where somebody else
    /// changed it meanwhile.
    /// - Returns: False where there is no such service.
    @discardableResult
    private func changeSpecification(
        of name: String, to attempt: String, _ credentials: RegistryCredentials?,
        _ change: (SpecificationFacts) -> Wire?
    ) throws -> Bool {
        for round in 1... {
            guard let facts = try specificationFacts(name, to: attempt) else { return false }
            guard let spec = change(facts) else { return true }
            var query = [(name: "version", value: String(facts.version.index))]
            // The credentials of the definition before this one go on being used.
            if credentials == nil { query.append(("registryAuthFrom", "spec")) }
            do {
                try send(
                    Request(
                        post: "/services/\(facts.id)/update", query: query,
                        headers: try credentials.map { [try $0.header()] } ?? [], spec, to: attempt))
                return true
            } catch let failure as Failure where round < 10 {
                // Engine 20.10 answers an outdated version with status 500, as it does a fault of its own.
                guard let now = try? serviceFacts(facts.id), now.version.index != facts.version.index else {
                    throw failure
                }
            }
        }
        return true
    }
}
