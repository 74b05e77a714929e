import Model
import System
import TestSupport
import Testing

@testable import Engine
@testable import Room

@Suite struct KeeperTests {
    @Test func aJobIsDueOnceHoweverOftenItIsAskedFor() {
        var due = Due()
        #expect(due.take().isEmpty)
        due.add(.app(shop), in: 0)
        due.add(.app(shop), in: 0)
        due.add(.all, in: 100)
        #expect(due.take() == [.app(shop)])
        #expect(due.take().isEmpty)
        #expect(due.wait > 90)
    }

    @Test func theEarlierTimeCounts() {
        var due = Due()
        due.add(.all, in: 0)
        due.add(.all, in: 100)
        #expect(due.take() == [.all])
    }

    @Test func pausesGrowUntilItIsSettled() {
        var due = Due()
        for pause in [0.5, 1, 2] {
            due.retry(.all)
            #expect(abs(due.wait - pause) < 0.2)
            due = due.taken(.all)
        }
        due.settled(.all)
        due.retry(.all)
        #expect(due.wait <= 0.5)
    }

    @Test func ofAnAppThatIsNotThereAllGoesOnceItsUnitsHaveEnded() throws {
        var facts = AppFacts(app: shop, registry: "127.0.0.1:5000")
        facts.services = [service(1)]
        facts.containers = [container("c", image: "1", service: "s1")]
        facts.images = [try image("1")]
        facts.fresh = ["sha256:i1"]
        facts.logs = [.init(path: "/logs/shop/1.log", changed: 1, bytes: 3)]
        func kinds(_ plan: StrayPlan) -> [String] { plan.leftovers.map(\.kind) }
        let first = StrayPlan(facts, networks: ["shop_default"], repositories: "/r/shop", logs: "/logs/shop")
        #expect(kinds(first) == ["service", "log"])
        #expect(first.inUse == 2)
        facts.services = []
        facts.containers = []
        facts.repositories = [StoredRepository(name: "shop/web", revisions: [], tags: [:])]
        let second = StrayPlan(facts, networks: ["shop_default"], repositories: "/r/shop", logs: "/logs/shop")
        #expect(kinds(second) == ["image", "network", "repositories", "log"])
        #expect(second.inUse == 0)
    }

    @Test func whatBuildsLeaveIsKnownByItsName() {
        for name in ["0123456789abcdef-77", "0123456789abcdef-77.part.x1Y2z3"] { #expect(Sweep.isExport(name)) }
        for name in ["versions.json", "buildx", "0123456789abcdef", "contexts-1"] { #expect(!Sweep.isExport(name)) }
    }
}

extension Due {
    fileprivate func taken(_ job: Job) -> Due {
        var due = self
        due.forget(job)
        return due
    }
}
