import Engine
import Model
import System

@testable import Deploy

/// A stack that a test describes, and what the engine is told of it.
struct TrialStack {
    var stack = Stack(services: [], routed: nil)
    /// Of the images, by service.
    var traits: [String: ImageTraits] = [:]
    var configuration: [String: String] = [:]
    var release: Release

    /// Services of ready images: built ones have a build.
    init(_ services: [String], routed: String? = nil, release number: Int = 2) throws {
        stack.file = "compose.yaml"
        stack.services = try services.map { name in
            var service = try StackService(name: ServiceName(name))
            service.image = "busybox"
            service.networks = [.init(Stack.defaultNetwork)]
            return service
        }
        stack.routed = try routed.map { try ServiceName($0) }
        release = try DefinitionTests.release(number)
    }

    mutating func change(_ name: String, _ change: (inout StackService) throws -> Void) rethrows {
        for index in stack.services.indices where stack.services[index].name.rawValue == name {
            try change(&stack.services[index])
        }
    }

    /// - Parameter scale: What is live, to be run with other numbers of units.
    func definitions(scale live: Definitions? = nil) throws -> Definitions {
        let values = try configuration.map { (try VariableName($0.key), Sensitive($0.value)) }
        let running = try stack.services.map { service in
            let before = live?.of(service.name)?.service
            return Definitions.Running(
                service: service.name,
                image: RegistryImage(
                    repository: "shop/image", digest: try Digest("sha256:" + String(repeating: "a", count: 64))),
                replicas: service.replicas, traits: traits[service.name.rawValue] ?? ImageTraits(),
                running: before?.engineName, definition: before?.definition)
        }
        return try Definitions(
            stack, running,
            .init(
                release: release, configuration: Dictionary(uniqueKeysWithValues: values), registry: "127.0.0.1:5000",
                node: { "n1" }))
    }

    /// What the engine is told of one service.
    func engineService(_ name: String) throws -> ServiceDefinition { try definition(name).engineService }

    func definition(_ name: String) throws -> Definition {
        guard let definition = try definitions().of(ServiceName(name)) else {
            throw Failure(.notFound, "no service '\(name)'")
        }
        return definition
    }

    func rollout(_ name: String) throws -> Rollout { try definition(name).service.rollout }

    /// The hash of a service when something else is so.
    func hash(of name: String, _ change: (inout TrialStack) throws -> Void = { _ in }) throws -> String {
        var other = self
        try change(&other)
        return try other.definition(name).service.definition
    }
}

extension ServiceName {
    static func of(_ text: String) -> ServiceName { ServiceName(unchecked: text) }
}
