import Model
import Testing

@testable import Routing

private let shop = AppName(unchecked: "shop")
private let blog = AppName(unchecked: "blog")

@Suite struct PlanTests {
    private func unit(_ id: String, _ app: AppName, _ service: String, _ address: String = "172.18.0.5") -> RoutedUnit {
        RoutedUnit(id: id, app: app, service: service, address: address, port: 80)
    }

    private func intent(
        _ app: AppName, _ domains: [String], live: String?, page: Intent.Page? = nil
    ) -> Intent {
        Intent(
            app: app, domains: domains.map(Domain.init(unchecked:)), live: live.map { .init(service: $0, port: 80) },
            page: page)
    }

    @Test func candidatesHaveASlotAndNoDomain() {
        var slots = Slots()
        let plan = Plan(
            intents: [intent(shop, ["shop.localhost"], live: "shop_web_1")],
            units: [unit("a", shop, "shop_web_1"), unit("b", shop, "shop_web_2")], ending: [], slots: &slots)
        #expect(plan.hostMap == "shop.localhost be_00000\n")
        #expect(plan.servers.map(\.slot) == [0, 1])
        #expect(plan.services == ["shop_web_1", "shop_web_2"])
        #expect(plan.problems == [])
    }

    @Test func anAppThatHasNothingLiveHasNoDomain() {
        var slots = Slots()
        let plan = Plan(intents: [intent(shop, ["shop.localhost"], live: nil)], units: [], ending: [], slots: &slots)
        #expect(plan.hostMap == "")
        #expect(slots == Slots())
    }

    @Test func aPageStandsAtAnAppsOwnDomainsWhetherSomethingIsLiveOrNot() {
        var slots = Slots()
        let plan = Plan(
            intents: [
                intent(shop, ["shop.localhost", "b.localhost"], live: nil, page: .maintenance),
                intent(blog, ["b.localhost"], live: "blog_web_1", page: nil),
                intent(AppName(unchecked: "wiki"), ["wiki.localhost"], live: "wiki_web_1", page: .stopped),
            ], units: [], ending: [], slots: &slots)
        #expect(plan.pageMap == "shop.localhost maintenance:shop\nwiki.localhost stopped:wiki\n")
        #expect(plan.hostMap == "b.localhost be_00000\nwiki.localhost be_00001\n")
    }

    @Test func aUnitThatClaimsAnothersServiceGetsNothing() {
        var slots = Slots()
        let plan = Plan(
            intents: [intent(shop, ["shop.localhost"], live: "shop_web_1")],
            units: [unit("a", shop, "shop_web_1"), unit("b", blog, "shop_web_1")], ending: [], slots: &slots)
        #expect(plan.servers.map(\.unit.id) == ["a"])
        #expect(plan.problems.count == 1)
    }

    @Test func aServiceOfAnotherAppIsNeverLive() {
        var slots = Slots()
        let plan = Plan(
            intents: [
                intent(blog, ["blog.localhost"], live: "blog_web_1"),
                intent(shop, ["shop.localhost"], live: "blog_web_1"),
            ], units: [], ending: [], slots: &slots)
        #expect(plan.hostMap == "blog.localhost be_00000\n")
        #expect(plan.problems.count == 1)
    }

    @Test(arguments: ["fe80::1", "1.2.3", "172.18.0.5 check", "shop"])
    func aUnitWithoutAnAddressIsReportedAndLeftOut(address: String) {
        var slots = Slots()
        let plan = Plan(intents: [], units: [unit("a", shop, "shop_web_1", address)], ending: [], slots: &slots)
        #expect(plan.servers == [])
        #expect(plan.problems == ["unit 'a' of 'shop_web_1' has no usable address"])
    }
}

@Suite struct SlotsTests {
    @Test func aServiceKeepsItsSlotAndAFreeOneIsTheLowest() {
        var slots = Slots()
        #expect(slots.take("a_web_1", app: shop) == 0)
        #expect(slots.take("a_web_2", app: shop) == 1)
        #expect(slots.take("a_web_3", app: shop) == 2)
        #expect(slots.take("a_web_2", app: shop) == 1)
        slots.release(keeping: ["a_web_1", "a_web_3"], inUse: [])
        #expect(slots.take("a_web_4", app: shop) == 1)
    }

    @Test func aSlotInUseIsNotGivenToAnother() {
        var slots = Slots()
        #expect(slots.take("a_web_1", app: shop) == 0)
        slots.release(keeping: [], inUse: [0])
        #expect(slots.take("a_web_2", app: shop) == 1)
        slots.release(keeping: ["a_web_2"], inUse: [1])
        #expect(slots.take("a_web_3", app: shop) == 0)
    }

    @Test func aPoolThatIsUsedUpDoubles() {
        var slots = Slots()
        for number in 0..<64 { _ = slots.take("s\(number)", app: shop) }
        #expect(slots.size == 64)
        #expect(slots.take("one more", app: shop) == 64)
        #expect(slots.size == 128)
    }

    @Test func aServiceIsOneApps() {
        var slots = Slots()
        #expect(slots.take("shop_web_1", app: shop) == 0)
        #expect(slots.take("shop_web_1", app: blog) == nil)
    }

    @Test func backendsAreNamedByTheirSlot() {
        #expect(Slots.backend(0) == "be_00000")
        #expect(Slots.backend(12345) == "be_12345")
        #expect(Slots.slot(ofBackend: "be_00042") == 42)
        for name in ["be_42", "be_0000x", "web", "be_", "be_-0001"] { #expect(Slots.slot(ofBackend: name) == nil) }
    }
}
