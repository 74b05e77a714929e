import Engine
import Model

/// One step of a deploy. The same list is shown as a preview and carried out.
enum Operation: Sendable, Equatable {
    case createNetwork(name: String)
    case createService(name: String)
    /// Waits until as many units are up as the router sees.
    case awaitUnits(name: String, count: Int)
    /// `app.live` becomes this release: from here on everything converges to it.
    case commit(ReleaseNumber)
    /// Waits until the router sends requests to this service.
    case moveTraffic(to: String)
    /// Waits until no request is left in this service, within a limit.
    case drain(name: String)
    case removeService(name: String)
}

/// From what is meant to run and what runs, what is to be done, in order.
struct Plan {
    /// What the engine has of this app.
    struct Facts {
        var networks: Set<String>
        /// The names of the engine's services.
        var services: Set<String>
        /// Those that the live release runs.
        var live: Set<String>
    }

    let operations: [Operation]

    /// A routed service is started beside the one that serves; the old one goes once nothing uses it.
    static func deploy(_ definitions: [Definition], of release: Release, facts: Facts) -> Plan {
        var operations: [Operation] = []
        let wanted = Set(definitions.map(\.engineService.name))
        let network = Definition.network(release.app)

        // What neither serves nor is wanted was left by a deploy that was cut off.
        for name in facts.services.subtracting(facts.live).subtracting(wanted).sorted() {
            operations.append(.removeService(name: name))
        }
        if !facts.networks.contains(network) { operations.append(.createNetwork(name: network)) }
        for definition in definitions where !facts.services.contains(definition.engineService.name) {
            operations.append(.createService(name: definition.engineService.name))
        }
        for definition in definitions where definition.service.port != nil {
            operations.append(.awaitUnits(name: definition.engineService.name, count: definition.service.replicas))
        }
        operations.append(.commit(release.number))
        for definition in definitions where definition.service.port != nil {
            operations.append(.moveTraffic(to: definition.engineService.name))
        }
        for name in facts.live.intersection(facts.services).subtracting(wanted).sorted() {
            operations += [.drain(name: name), .removeService(name: name)]
        }
        return Plan(operations: operations)
    }
}
