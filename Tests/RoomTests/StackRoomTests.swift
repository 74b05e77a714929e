import Model
import Testing

@testable import Engine
@testable import Room

/// Secrets, configs and networks of a stack: what no service of the live release uses goes.
@Suite struct StackRoomTests {
    private func facts(_ change: (inout AppFacts) -> Void = { _ in }) throws -> AppFacts {
        var facts = AppFacts(app: shop, registry: "127.0.0.1:5000")
        facts.releases = try releases("ll")
        facts.live = ReleaseNumber(2)
        facts.services = [uses(2, files: ["shop_token_b"], networks: ["n-default", "shop_back"])]
        facts.files = [file(.secret, "shop_token_a"), file(.secret, "shop_token_b"), file(.config, "shop_page_a")]
        facts.networks = ["default", "back", "front"].map { network($0) }
        change(&facts)
        return facts
    }

    private func uses(_ number: Int, files: Set<String>, networks: Set<String>) -> Service {
        Service(
            id: "s\(number)", name: "shop_web_\(number)", version: 1, labels: [:], image: "", replicas: 1, files: files,
            networks: networks, created: nil, updated: nil, update: nil)
    }

    private func file(_ kind: SwarmFile.Kind, _ name: String) -> SwarmFile {
        SwarmFile(kind: kind, id: "f-\(name)", name: name, labels: [:], created: nil)
    }

    private func network(_ key: String) -> Network {
        Network(
            id: "n-\(key)", name: "shop_\(key)", driver: "overlay", scope: "swarm", attachable: true, labels: [:],
            subnets: [])
    }

    private func gone(_ facts: AppFacts) -> [Leftover.Thing] {
        AppPlan(facts, keep: 10).leftovers.map(\.thing)
    }

    @Test func whatNoServiceUsesGoes() throws {
        #expect(
            try gone(facts()) == [
                .file(.secret, "shop_token_a"), .file(.config, "shop_page_a"), .network("shop_front"),
            ])
    }

    @Test func whatOnlyAServiceThatGoesUsesGoesAfterIt() throws {
        let facts = try facts {
            $0.services.append(uses(9, files: ["shop_token_a"], networks: ["n-front"]))
        }
        #expect(
            gone(facts) == [
                .service("shop_web_9"), .file(.secret, "shop_token_a"), .file(.config, "shop_page_a"),
                .network("shop_front"),
            ])
    }

    @Test func whatAServiceThatStillAnswersUsesStays() throws {
        let facts = try facts {
            $0.services.append(uses(9, files: ["shop_token_a"], networks: ["n-front"]))
            $0.answering = ["shop_web_9"]
        }
        #expect(gone(facts) == [.file(.config, "shop_page_a")])
    }

    @Test func aNetworkWithAUnitOnItIsInUse() throws {
        let facts = try facts {
            var unit = container("c9", image: "1", service: "s2")
            unit = ContainerSummary(
                id: unit.id, name: unit.name, image: "", imageID: unit.imageID, labels: unit.labels, state: unit.state,
                health: .none, created: 1, addresses: ["shop_front": "10.0.1.2"])
            $0.containers = [unit]
        }
        #expect(!gone(facts).contains(.network("shop_front")))
        #expect(AppPlan(facts, keep: 10).inUse == 1)
    }

    @Test func withoutALiveReleaseNothingOfItStays() throws {
        let facts = try facts {
            $0.live = nil
            $0.services = []
        }
        #expect(gone(facts).count { if case .file = $0 { true } else { false } } == 3)
        #expect(gone(facts).count { if case .network = $0 { true } else { false } } == 3)
    }
}
