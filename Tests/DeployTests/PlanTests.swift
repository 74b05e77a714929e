import Model
import Testing

@testable import Deploy

@Suite struct PlanTests {
    private func plan(
        _ definitions: Definitions, networks: Set<String> = [], services: Set<String> = [], live: Set<String> = [],
        units: Int = 1
    ) throws -> [Operation] {
        let image = try RegistryImage(
            repository: "shop/web", digest: Digest("sha256:" + String(repeating: "a", count: 64)))
        return try Plan.deploy(
            definitions, of: DefinitionTests.release(2),
            facts: Plan.Facts(
                networks: networks,
                services: Dictionary(
                    uniqueKeysWithValues: services.map { ($0, .init(replicas: units, definition: "")) }),
                live: live.map { ServiceRelease(service: .web, image: image, engineName: $0, port: 80, replicas: 1) })
        ).operations
    }

    private let new: Definitions
    private let name: String

    init() throws {
        new = try Self.definitions()
        name = try #require(new.services.first).name
    }

    private static func definitions(replicas: Int = 1) throws -> Definitions {
        try DefinitionTests.definitions(
            [DefinitionTests.service("web")], routed: "web", file: nil, release: DefinitionTests.release(2),
            replicas: replicas)
    }

    @Test func theFirstDeployMakesItsNetworkAndRemovesNothing() throws {
        #expect(
            try plan(new) == [
                .createNetwork(name: "shop_default"), .createService(name: name), .awaitUnits(name: name, count: 1),
                .commit(ReleaseNumber(2)), .moveTraffic(to: name),
            ])
    }

    @Test func whatIsReplacedGoesAfterTheCommitOnceNobodyUsesIt() throws {
        let operations = try plan(
            new, networks: ["shop_default"], services: ["shop_web_old"], live: ["shop_web_old"])
        #expect(
            operations == [
                .createService(name: name), .awaitUnits(name: name, count: 1), .commit(ReleaseNumber(2)),
                .moveTraffic(to: name), .drain(name: "shop_web_old"), .removeService(name: "shop_web_old"),
            ])
    }

    @Test func theSameDefinitionAgainStaysAsItIs() throws {
        #expect(
            try plan(new, networks: ["shop_default"], services: [name], live: [name]) == [
                .awaitUnits(name: name, count: 1), .commit(ReleaseNumber(2)), .moveTraffic(to: name),
            ])
    }

    @Test func whatACutOffDeployLeftGoesFirst() throws {
        let operations = try plan(
            new, networks: ["shop_default"], services: ["shop_web_b", "shop_web_a", "shop_web_old"],
            live: ["shop_web_old"])
        #expect(operations.prefix(2) == [.removeService(name: "shop_web_a"), .removeService(name: "shop_web_b")])
        #expect(operations.suffix(2) == [.drain(name: "shop_web_old"), .removeService(name: "shop_web_old")])
    }

    @Test func aDeployThatWasCutOffAfterItsServiceStartedGoesOnWithIt() throws {
        let operations = try plan(
            new, networks: ["shop_default"], services: [name, "shop_web_old"], live: ["shop_web_old"])
        #expect(operations.first == .awaitUnits(name: name, count: 1))
        #expect(!operations.contains(.removeService(name: name)))
    }

    @Test func aLiveServiceThatSomebodyRemovedIsNotRemovedAgain() throws {
        let operations = try plan(new, networks: ["shop_default"], services: [], live: ["shop_web_old"])
        #expect(operations.last == .moveTraffic(to: name))
    }

    @Test func nothingThatServesIsRemovedBeforeTheCommit() throws {
        for services: Set<String> in [["old"], ["old", "left"], ["old", name], ["old", "left", name]] {
            let operations = try plan(new, services: services, live: ["old"])
            let commit = try #require(operations.firstIndex(of: .commit(ReleaseNumber(2))))
            let removal = try #require(operations.firstIndex(of: .removeService(name: "old")))
            #expect(removal > commit)
            #expect(operations[removal - 1] == .drain(name: "old"))
        }
    }

    @Test func moreUnitsAreUpBeforeTheCommitAndFewerGoAfterIt() throws {
        let more = try Self.definitions(replicas: 3)
        #expect(
            try plan(more, networks: ["shop_default"], services: [name], live: [name]) == [
                .grow(name: name, from: 1, to: 3), .awaitUnits(name: name, count: 3), .commit(ReleaseNumber(2)),
                .moveTraffic(to: name),
            ])
        #expect(
            try plan(more, networks: ["shop_default"], services: [name], live: [name], units: 5) == [
                .awaitUnits(name: name, count: 3), .commit(ReleaseNumber(2)), .moveTraffic(to: name),
                .shrink(name: name, to: 3),
            ])
    }

    @Test func severalServicesAreAllUpBeforeTheCommit() throws {
        let both = try DefinitionTests.definitions(
            [DefinitionTests.service("web"), DefinitionTests.service("api")], routed: "web", replicas: 3)
        let operations = try plan(both)
        let commit = try #require(operations.firstIndex(of: .commit(ReleaseNumber(2))))
        for definition in both.services {
            let name = definition.engineService.name
            let up = try #require(
                operations.firstIndex(of: .awaitUnits(name: name, count: definition.service.replicas)))
            let made = try #require(operations.firstIndex(of: .createService(name: name)))
            #expect(made < up && up < commit)
        }
    }
}
