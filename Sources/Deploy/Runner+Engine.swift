import Engine
import Model
import Routing
import System

/// What the runner tells the engine.
extension Runner {
    /// Makes a service, with the units that its definition says or as many as are given.
    func create(_ definition: Definition, units: Int? = nil) throws {
        var service = try resolved(definition)
        service.replicas = units ?? service.replicas
        _ = try engine.createService(service, credentials: credentials)
    }

    /// Gives a service that is there this definition; as many units as it has stay, or more where it is to have more.
    func update(to definition: Definition, force: Bool = false) throws {
        var service = try resolved(definition)
        // Another number makes new units of the same definition.
        if force { service.forceUpdate = secondsSince1970() }
        guard let now = try engine.service(named: definition.name) else {
            throw Failure(.unavailable, "the service '\(definition.name)' has gone from the engine")
        }
        service.replicas = max(now.replicas, service.replicas)
        try engine.updateService(now.id, version: now.version, service, credentials: credentials)
    }

    /// Secrets and configs by the ids that the engine has for them.
    private func resolved(_ definition: Definition) throws -> ServiceDefinition {
        var service = definition.engineService
        guard !service.secrets.isEmpty || !service.configs.isEmpty else { return service }
        let label = ["\(EngineLabel.app)=\(definition.engineService.labels[EngineLabel.app] ?? "")"]
        let secrets = try engine.files(.secret, labels: label)
        let configs = try engine.files(.config, labels: label)
        for index in service.secrets.indices {
            service.secrets[index].id = secrets.first { $0.name == service.secrets[index].name }?.id ?? ""
        }
        for index in service.configs.indices {
            service.configs[index].id = configs.first { $0.name == service.configs[index].name }?.id ?? ""
        }
        return service
    }

    /// Makes a network that isn't there yet. The swarm knows whether it is; the engine's list is late.
    func create(_ network: NetworkDefinition) throws {
        do {
            try engine.createNetwork(network)
        } catch let failure as Failure where failure.code == .temporary {
            return
        }
    }

    func create(_ file: FileDefinition) throws {
        try engine.createFile(file.kind, named: file.name, base64: file.content, labels: file.labels)
    }

    /// A routed service's units are drained one by one; the swarm takes others out of its names by itself, before it
    /// stops them.
    func shrink(_ name: String, to count: Int, isRouted: Bool) throws {
        if isRouted {
            try rotation.shrink(name, to: count)
        } else {
            try engine.scaleService(name) { min($0, count) }
        }
    }
}
