import Engine
import Model
import Testing

@testable import Room

@Suite struct AppPlanTests {
    /// Three releases of which v3 is live, each with an image, a log and a tag.
    private func facts() throws -> AppFacts {
        var facts = AppFacts(app: shop, registry: "127.0.0.1:5000")
        facts.releases = try releases("lll")
        facts.live = ReleaseNumber(3)
        facts.services = [service(3)]
        facts.images = [try image("1"), try image("2"), try image("3")]
        facts.containers = [container("c3", image: "3", service: "s3")]
        facts.repositories = [
            StoredRepository(
                name: "shop/web", revisions: [try digest("1"), try digest("2"), try digest("3")],
                tags: ["v1": try digest("1"), "v2": try digest("2"), "v3": try digest("3")])
        ]
        facts.logs = (1...3).map { .init(path: "/logs/\($0).log", changed: $0, bytes: 10) }
        return facts
    }

    private func names(_ plan: AppPlan) -> [String] { plan.leftovers.map { "\($0.kind) \($0.name)" } }

    private func digestText(_ character: Character) -> String { "sha256:" + String(repeating: character, count: 64) }

    @Test func withinTheLimitNothingGoes() throws {
        #expect(AppPlan(try facts(), keep: 3) == AppPlan(AppFacts(app: shop, registry: ""), keep: 3))
    }

    @Test func aDroppedReleaseGoesWithAllThatItAloneNeeds() throws {
        #expect(
            names(AppPlan(try facts(), keep: 2)) == [
                "release v1", "image 127.0.0.1:5000/shop/web:1", "manifest shop/web@\(digestText("1"))", "log 1.log",
            ])
    }

    @Test func anImageThatAKeptReleaseSharesStaysAndLosesTheTag() throws {
        var facts = try facts()
        facts.releases[0] = try release(1, digest: "3")
        facts.images = [try image("3"), try image("2")]
        facts.repositories[0].revisions = [try digest("2"), try digest("3")]
        facts.repositories[0].tags["v1"] = try digest("3")
        #expect(names(AppPlan(facts, keep: 2)) == ["release v1", "tag shop/web:v1", "log 1.log"])
    }

    @Test func theLastNameOfAKeptImageStays() throws {
        var facts = try facts()
        facts.releases[0] = try release(1, digest: "3")
        facts.images = []
        facts.repositories[0].revisions = [try digest("3")]
        facts.repositories[0].tags = ["v1": try digest("3")]
        #expect(!names(AppPlan(facts, keep: 2)).contains("tag shop/web:v1"))
    }

    @Test func servicesThatAreNotTheLiveReleasesGoUnlessTheyStillAnswer() throws {
        var facts = try facts()
        facts.services = [service(2), service(3), service(9)]
        facts.answering = ["shop_web_2"]
        let plan = AppPlan(facts, keep: 3)
        #expect(names(plan) == ["service shop_web_9"])
        #expect(plan.inUse == 1)
    }

    @Test func withoutTheLiveReleasesRecordNothingGoes() throws {
        var facts = try facts()
        facts.releases.removeLast()
        #expect(names(AppPlan(facts, keep: 1)).isEmpty)
    }

    @Test func whatUnitsStillUseWaits() throws {
        var facts = try facts()
        facts.containers.append(container("c1", image: "1", service: "s1"))
        let plan = AppPlan(facts, keep: 2)
        #expect(plan.inUse == 1)
        #expect(!names(plan).contains { $0.hasPrefix("image") })
    }

    @Test func imagesWaitForABuildThatGoesOn() throws {
        var facts = try facts()
        facts.isBuilding = true
        let plan = AppPlan(facts, keep: 2)
        #expect(plan.inUse == 1)
        #expect(names(plan).map { $0.prefix(3) } == ["rel", "man", "log"])
    }

    @Test func snapshotsOfTheConfigurationThatNothingNeedsGo() throws {
        var facts = try facts()
        facts.configurations = [1, 2]
        facts.configuration = 2
        #expect(names(AppPlan(facts, keep: 3)) == ["configuration 1"])
    }

    @Test func endedContainersOfServicesThatAreGoneGo() throws {
        var facts = try facts()
        facts.containers += [
            container("dead", image: "1", state: "exited", service: "s1"),
            container("history", image: "3", state: "exited", service: "s3"),
        ]
        #expect(names(AppPlan(facts, keep: 3)) == ["container dead"])
    }

    @Test func anImageThatAPushMayWaitWithStays() throws {
        var facts = try facts()
        facts.images.append(try image("a"))
        #expect(names(AppPlan(facts, keep: 3)) == ["image 127.0.0.1:5000/shop/web:a"], "the control")
        facts.fresh = ["sha256:ia"]
        #expect(names(AppPlan(facts, keep: 3)).isEmpty)
    }

    @Test func anImageThatSomebodyElseNamedStaysAndLosesOurNames() throws {
        var facts = try facts()
        facts.images.append(try image("a", tags: ["127.0.0.1:5000/shop/web:a", "mine:latest"]))
        facts.images.append(try image("b", tags: ["127.0.0.1:5000/shopping/web:a"]))
        #expect(
            AppPlan(facts, keep: 3).leftovers == [
                Leftover(.image(references: ["127.0.0.1:5000/shop/web:a"], id: "sha256:ia"), of: shop)
            ])
    }

    @Test func tagsThatNameNothingGo() throws {
        var facts = try facts()
        facts.repositories[0].tags["torn"] = .some(nil)
        facts.repositories[0].tags["v4"] = try digest("f")
        #expect(names(AppPlan(facts, keep: 3)) == ["tag shop/web:torn", "tag shop/web:v4"])
    }

    @Test func logsThatNoReleaseNamesAreKeptUpToTheLimit() throws {
        var facts = try facts()
        facts.logs += (4...7).map { .init(path: "/logs/x\($0).log", changed: $0, bytes: 1) }
        facts.logs.append(.init(path: "/logs/x4.log.reason", changed: 4, bytes: 1))
        #expect(names(AppPlan(facts, keep: 3)) == ["log x4.log", "log x4.log.reason"])
    }
}
