import Engine
import Model

/// One step of a deploy. The same list is shown as a preview and carried out.
enum Operation: Sendable, Equatable {
    case createNetwork(name: String)
    case createService(name: String)
    /// More units of a service that goes on.
    case grow(name: String, from: Int, to: Int)
    /// Waits until as many units are up as the router sees.
    case awaitUnits(name: String, count: Int)
    /// `app.live` becomes this release: from here on everything converges to it.
    case commit(ReleaseNumber)
    /// Waits until the router sends requests to this service.
    case moveTraffic(to: String)
    /// Fewer units of a service that goes on: those that go answer first what they have begun.
    case shrink(name: String, to: Int)
    /// Waits until no request is left in this service, within a limit.
    case drain(name: String)
    case removeService(name: String)
}

/// From what is meant to run and what runs, what is to be done, in order.
struct Plan {
    /// What the engine has of this app.
    struct Facts {
        var networks: Set<String>
        /// The engine's services and how many units each is to have.
        var services: [String: Int]
        /// Those that the live release runs.
        var live: Set<String>
    }

    let operations: [Operation]

    /// Whether a service is there before the plan is carried out, and stays.
    func goesOn(_ name: String) -> Bool { !operations.contains(.createService(name: name)) }

    /// A routed service is started beside the one that serves; the old one goes once nothing uses it.
    static func deploy(_ definitions: [Definition], of release: Release, facts: Facts) -> Plan {
        var operations: [Operation] = []
        let wanted = Set(definitions.map(\.engineService.name))
        let network = Definition.network(release.app)
        let present = Set(facts.services.keys)

        // What neither serves nor is wanted was left by a deploy that was cut off.
        for name in present.subtracting(facts.live).subtracting(wanted).sorted() {
            operations.append(.removeService(name: name))
        }
        if !facts.networks.contains(network) { operations.append(.createNetwork(name: network)) }
        var shrinking: [Operation] = []
        for definition in definitions {
            let name = definition.engineService.name
            let count = definition.service.replicas
            switch facts.services[name] {
            case nil: operations.append(.createService(name: name))
            case let before? where before < count: operations.append(.grow(name: name, from: before, to: count))
            case let before? where before > count: shrinking.append(.shrink(name: name, to: count))
            default: break
            }
        }
        for definition in definitions where definition.service.port != nil {
            operations.append(.awaitUnits(name: definition.engineService.name, count: definition.service.replicas))
        }
        operations.append(.commit(release.number))
        for definition in definitions where definition.service.port != nil {
            operations.append(.moveTraffic(to: definition.engineService.name))
        }
        operations += shrinking
        for name in facts.live.intersection(present).subtracting(wanted).sorted() {
            operations += [.drain(name: name), .removeService(name: name)]
        }
        return Plan(operations: operations)
    }
}
