import Engine
import Model
import System
import Testing

@testable import Deploy

@Suite struct DefinitionTests {
    static func release(_ number: Int = 1, app: String = "shop", commit: String = "1") throws -> Release {
        try Release(
            app: AppName(app), number: ReleaseNumber(number), commit: ObjectID(String(repeating: commit, count: 40)),
            subject: "subject", author: "author", pusher: "pusher", started: 1)
    }

    /// A service with a Dockerfile and no stack file.
    static func definition(
        app: String = "shop", service: String = "web", digest: String = "a", port: Int = 8888, release number: Int = 1,
        commit: String = "1", replicas: Int = 1, registry: String = "127.0.0.1:5000"
    ) throws -> Definition {
        try #require(
            definitions(
                [self.service(service)], routed: service, file: nil, app: app, digest: digest, port: port,
                release: release(number, app: app, commit: commit), replicas: replicas, registry: registry
            ).services.first)
    }

    static func service(_ name: String, _ change: (inout StackService) -> Void = { _ in }) throws -> StackService {
        var service = try StackService(name: ServiceName(name))
        service.build = ImageBuild()
        change(&service)
        return service
    }

    static func definitions(
        _ services: [StackService], routed: String?, file: String? = "compose.yaml", app: String = "shop",
        digest: String = "a", port: Int = 8888, volumes: [String] = [], release: Release? = nil, replicas: Int = 1,
        configuration: [String: String] = [:], registry: String = "127.0.0.1:5000"
    ) throws -> Definitions {
        var stack = Stack(services: services, routed: try routed.map { try ServiceName($0) })
        stack.file = file
        let image = try RegistryImage(
            repository: "\(app)/web", digest: Digest("sha256:" + String(repeating: digest, count: 64)))
        let values = try configuration.map { (try VariableName($0.key), Sensitive($0.value)) }
        return try Definitions(
            stack,
            services.map {
                .init(
                    service: $0.name, image: image, replicas: replicas,
                    traits: ImageTraits(ports: [port], volumes: volumes))
            },
            .init(
                release: release ?? self.release(app: app), configuration: Dictionary(uniqueKeysWithValues: values),
                registry: registry, node: { "n1" }))
    }

    @Test func theNameCarriesAppServiceAndAHash() throws {
        let name = try Self.definition().engineService.name
        #expect(name.hasPrefix("shop_web_"))
        #expect(name.utf8.count == "shop_web_".utf8.count + 6)
        #expect(name.dropFirst(9).utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) })
    }

    @Test func everyNameIsWithinSwarmsSixtyThree() throws {
        for app in [1, 20, 40] {
            for service in [1, 14, 15, 16, 40, 63] {
                let definition = try Self.definition(
                    app: String(repeating: "a", count: app), service: String(repeating: "s", count: service))
                let name = definition.engineService.name
                #expect(name.utf8.count <= 63)
                #expect(name.hasPrefix(String(repeating: "a", count: app) + "_s"))
            }
        }
    }

    @Test func servicesWhoseNamesAreCutStillDiffer() throws {
        let app = String(repeating: "a", count: 40)
        let long = String(repeating: "s", count: 62)
        #expect(
            try Self.definition(app: app, service: long + "1").engineService.name
                != Self.definition(app: app, service: long + "2").engineService.name)
    }

    @Test func theSameDefinitionHasTheSameName() throws {
        #expect(try Self.definition().engineService == Self.definition().engineService)
    }

    @Test func whatAUnitSeesChangesTheName() throws {
        let names = try [
            Self.definition(), Self.definition(digest: "b"), Self.definition(port: 80), Self.definition(release: 2),
            Self.definition(commit: "2"), Self.definition(registry: "127.0.0.1:5001"),
        ].map(\.engineService.name)
        #expect(Set(names).count == names.count)
    }

    @Test func howManyUnitsThereAreChangesNoName() throws {
        #expect(try Self.definition().engineService.name == Self.definition(replicas: 2).engineService.name)
    }

    @Test func whoPushedWhatWhenChangesNothing() throws {
        func name(_ subject: String, _ started: Int) throws -> String? {
            let release = try Release(
                app: AppName("shop"), number: ReleaseNumber(1), commit: ObjectID(String(repeating: "1", count: 40)),
                subject: subject, author: subject, pusher: subject, started: started)
            return try Self.definitions([Self.service("web")], routed: "web", release: release).services.first?.name
        }
        #expect(try name("a", 1) == name("b", 2))
    }

    @Test func labelsSayWhoseItIsOnServiceAndUnit() throws {
        let definition = try Self.definition(port: 80, release: 7).engineService
        let labels = [
            "slipway.app": "shop", "slipway.service": "web", "slipway.release": "7", "slipway.port": "80",
            "com.docker.stack.namespace": "shop",
            "slipway.definition": try Self.definition(port: 80, release: 7).service.definition,
        ]
        #expect(definition.labels == labels)
        #expect(definition.container.labels == labels)
    }

    @Test func aUnitFindsItsPortReleaseAndNeighbours() throws {
        let definition = try Self.definition(port: 80, release: 7, replicas: 2)
        #expect(
            definition.engineService.container.environment == [
                "PORT": "80", "SLIPWAY_APP": "shop", "SLIPWAY_COMMIT": String(repeating: "1", count: 40),
                "SLIPWAY_RELEASE": "v7",
            ])
        #expect(definition.engineService.networks == [.init("shop_default", aliases: ["web"])])
        #expect(
            definition.engineService.image == "127.0.0.1:5000/shop/web@sha256:\(String(repeating: "a", count: 64))")
        #expect(definition.engineService.replicas == 2)
        #expect(definition.service.engineName == definition.engineService.name)
        #expect(definition.service.port == 80)
        #expect(definition.service.replicas == 2)
    }
}
