import Engine
import Model
import Store
import System

/// What the engine is told of one release: its services in the order in which they start, and what they need.
struct Definitions {
    /// A service that is to run, with what is known of it beside the stack.
    struct Running {
        let service: ServiceName
        let image: RegistryImage
        let replicas: Int
        let traits: ImageTraits
        /// The engine's service that goes on as it is but for its number of units.
        var running: String?
        /// The hash that this service's definition has in the engine; an earlier version may have made another of it.
        var definition: String?
    }

    /// What a unit's definition depends on beside the stack.
    struct Surroundings {
        let release: Release
        let configuration: Configuration
        /// The private registry's host.
        let registry: String
        /// The node that volumes are on: the engine is asked only where a service has one.
        let node: () throws -> String
    }

    private(set) var services: [Definition] = []
    private(set) var networks: [NetworkDefinition] = []
    private(set) var files: [FileDefinition] = []

    /// None of anything: of an app of which nothing is live.
    init() {}

    init(_ stack: Stack, _ running: [Running], _ around: Surroundings) throws {
        let app = around.release.app
        let order = try StartOrder(stack).names
        let maker = DefinitionMaker(stack: stack, running: running, around: around)
        for name in order {
            guard let service = stack[name], let entry = running.first(where: { $0.service == name }) else { continue }
            services.append(try maker.definition(service, entry, behind: services))
        }
        let labels = [EngineLabel.app: app.rawValue, EngineLabel.stack: app.rawValue]
        let used = Set(services.flatMap { $0.engineService.networks.map(\.network) })
        networks = try stack.allNetworks.compactMap { network in
            let name = try EngineName.network(app, network)
            guard used.contains(name) else { return nil }
            return NetworkDefinition(
                name: name, labels: network.labels.merging(labels) { $1 }, subnet: network.subnet,
                encrypted: network.isEncrypted, isInternal: network.isInternal)
        }
        let wanted = Set(services.flatMap { ($0.engineService.secrets + $0.engineService.configs).map(\.name) })
        let secrets = stack.secrets.map {
            FileDefinition(.secret, EngineName.file(app, .secret, $0), labels, $0.content)
        }
        let configs = stack.configs.map {
            FileDefinition(.config, EngineName.file(app, .config, $0), labels, $0.content)
        }
        files = (secrets + configs).filter { wanted.contains($0.name) }
    }

    subscript(_ engineName: String) -> Definition? { services.first { $0.name == engineName } }

    func of(_ service: ServiceName) -> Definition? { services.first { $0.service.service == service } }
}

/// A secret or config of the engine.
struct FileDefinition {
    let kind: SwarmFile.Kind
    let name: String
    let labels: [String: String]
    /// In base 64.
    let content: Sensitive<String>

    init(_ kind: SwarmFile.Kind, _ name: String, _ labels: [String: String], _ content: Sensitive<String>) {
        self.kind = kind
        self.name = name
        self.labels = labels
        self.content = content
    }
}

/// The services of a stack, each behind those that it needs, else in the file's order.
struct StartOrder {
    let names: [ServiceName]

    init(_ stack: Stack) throws {
        var waiting = stack.services
        var names: [ServiceName] = []
        while !waiting.isEmpty {
            let open = Set(waiting.map(\.name))
            let ready = waiting.filter { $0.needs.isDisjoint(with: open) }
            guard !ready.isEmpty else {
                throw Failure(
                    .badData, "services wait for each other: \(waiting.map { "'\($0.name)'" }.joined(separator: ", "))")
            }
            names += ready.map(\.name)
            waiting.removeAll { service in ready.contains { $0.name == service.name } }
        }
        self.names = names
    }
}

extension Stack {
    /// The app's own, unless the file has one of its name, and those of the file.
    var allNetworks: [StackNetwork] {
        let hasDefault = networks.contains { $0.name == Stack.defaultNetwork }
        return (hasDefault ? [] : [StackNetwork(name: Stack.defaultNetwork)]) + networks
    }
}

extension StackService {
    /// The services that are there before it.
    var needs: Set<ServiceName> {
        Set(dependencies.map(\.service) + links.map(\.service) + mountsFrom.map(\.service)).subtracting([name])
    }

    /// What it waits for of a service that it needs: of a link and of mounts, that it has started.
    func condition(of other: ServiceName) -> Dependency.Condition {
        dependencies.first { $0.service == other }?.condition ?? .started
    }
}
