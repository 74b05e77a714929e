import Engine
import Model

/// One step of a deploy. The same list is shown as a preview and carried out.
enum Operation: Sendable, Equatable {
    case createNetwork(name: String)
    /// A secret or a config.
    case createFile(name: String)
    case createService(name: String)
    /// Another definition for a service that goes on.
    case updateService(name: String)
    /// Starts what ends by itself, and waits until it has, with success.
    case runOnce(name: String)
    /// More units of a service that goes on.
    case grow(name: String, from: Int, to: Int)
    /// Waits until a unit runs, whether it is well yet or not.
    case awaitStart(name: String)
    /// Waits until as many units are well.
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
    case removeNetwork(name: String)
}

/// From what is meant to run and what runs, what is to be done, in order.
struct Plan {
    /// What the engine has of this app.
    struct Facts {
        struct Service: Equatable {
            /// How many units it is to have.
            var replicas: Int
            /// The hash of its definition.
            var definition: String
        }
        /// Those that its services are on: of others the engine may go on telling for a while after they have gone.
        var networks: Set<String>
        var services: [String: Service]
        /// Secrets and configs.
        var files: Set<String> = []
        /// What the live release runs, by the engine's names.
        var live: [ServiceRelease]
    }

    let operations: [Operation]

    /// The services that have no other units after it than before.
    let kept: Set<String>

    /// The services that get another definition where they are.
    var updated: [String] {
        operations.compactMap { if case .updateService(let name) = $0 { name } else { nil } }
    }

    static func deploy(_ wanted: Definitions, of release: Release, facts: Facts) -> Plan {
        var planner = Planner(wanted: wanted, release: release, facts: facts)
        planner.plan()
        return Plan(operations: planner.operations, kept: planner.kept)
    }
}

/// Makes the list. Each service comes behind those that it needs; it waits for them as it says.
private struct Planner {
    let wanted: Definitions
    let release: Release
    let facts: Plan.Facts

    var operations: [Operation] = []
    var kept: Set<String> = []
    /// Services that get new units here, and those of them that were waited for.
    private var changing: [String] = []
    private var started: Set<String> = []
    private var awaitedStart: Set<String> = []
    private var awaited: Set<String> = []
    private var shrinking: [Operation] = []

    init(wanted: Definitions, release: Release, facts: Plan.Facts) {
        self.wanted = wanted
        self.release = release
        self.facts = facts
    }

    mutating func plan() {
        let present = Set(facts.services.keys)
        let live = Set(facts.live.filter(\.runsOn).map(\.engineName))
        let names = Set(wanted.services.map(\.name))

        // What neither serves nor is wanted was left by a deploy that was cut off; so was what runs once.
        let once = Set(wanted.services.filter { $0.service.rollout == .once }.map(\.name))
        for name in present.subtracting(live).subtracting(names.subtracting(once)).sorted() {
            operations.append(.removeService(name: name))
        }
        for network in wanted.networks where !facts.networks.contains(network.name) {
            operations.append(.createNetwork(name: network.name))
        }
        for file in wanted.files where !facts.files.contains(file.name) {
            operations.append(.createFile(name: file.name))
        }
        for definition in wanted.services { start(definition) }
        for name in changing { awaitUnits(name) }
        operations.append(.commit(release.number))
        for definition in wanted.services where definition.service.port != nil {
            operations.append(.moveTraffic(to: definition.name))
        }
        operations += shrinking
        for service in facts.live where present.contains(service.engineName) && !names.contains(service.engineName) {
            if service.port != nil { operations.append(.drain(name: service.engineName)) }
            operations.append(.removeService(name: service.engineName))
        }
        for network in facts.networks.subtracting(wanted.networks.map(\.name)).sorted() {
            operations.append(.removeNetwork(name: network))
        }
    }

    private mutating func start(_ definition: Definition) {
        let name = definition.name
        let count = definition.service.replicas
        guard definition.service.rollout != .once else {
            // A scale starts nothing anew, and what runs once has run for this commit.
            guard release.origin != .scale else { return }
            awaitNeeds(of: definition)
            operations.append(.runOnce(name: name))
            return
        }
        guard let found = facts.services[name] else {
            awaitNeeds(of: definition)
            operations.append(.createService(name: name))
            change(name)
            return
        }
        let hash = definition.service.definition
        let live = facts.live.first { $0.engineName == name }
        if release.origin != .scale, definition.service.rollout == .inPlace,
            found.definition != hash || (live?.definition ?? hash) != hash
        {
            awaitNeeds(of: definition)
            operations.append(.updateService(name: name))
            change(name)
        } else {
            // What a deploy that was cut off started, nobody has waited for.
            if live == nil { change(name) } else { kept.insert(name) }
            if found.replicas < count {
                operations.append(.grow(name: name, from: found.replicas, to: count))
                change(name)
            } else if definition.service.port != nil {
                changing.append(name)
            }
        }
        if found.replicas > count { shrinking.append(.shrink(name: name, to: count)) }
    }

    private mutating func change(_ name: String) {
        started.insert(name)
        changing.append(name)
    }

    private mutating func awaitNeeds(of definition: Definition) {
        for service in definition.source.needs.sorted() {
            guard let other = wanted.of(service), started.contains(other.name) else { continue }
            switch definition.source.condition(of: service) {
            case .started:
                guard other.service.replicas > 0, !awaited.contains(other.name),
                    awaitedStart.insert(other.name).inserted
                else { continue }
                operations.append(.awaitStart(name: other.name))
            case .healthy: awaitUnits(other.name)
            // It has run to its end where it stands in the list.
            case .completed: break
            }
        }
    }

    private mutating func awaitUnits(_ name: String) {
        guard let count = wanted[name]?.service.replicas, awaited.insert(name).inserted else { return }
        operations.append(.awaitUnits(name: name, count: count))
    }
}
