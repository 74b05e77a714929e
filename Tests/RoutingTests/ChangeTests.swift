import Model
import Testing

@testable import Routing

private let shop = AppName(unchecked: "shop")
private let blog = AppName(unchecked: "blog")

@Suite struct ChangeTests {
    private let first = RoutedUnit(id: "aaa", app: shop, service: "shop_web_1", address: "172.18.0.5", port: 80)
    private let second = RoutedUnit(id: "bbb", app: blog, service: "blog_web_1", address: "172.18.0.6", port: 80)

    private let maps = HAProxyConfiguration.Maps(host: "/m", page: "/p")

    private func plan(
        _ units: [RoutedUnit], live: Bool = true, ending: Set<String> = [], page: Intent.Page? = nil
    ) -> Plan {
        var slots = Slots()
        let intents = [(blog, "blog_web_1"), (shop, "shop_web_1")].map { app, service in
            Intent(
                app: app, domains: [Domain(unchecked: "\(app).localhost")],
                live: live ? .init(service: service, port: 80) : nil, page: app == shop ? page : nil)
        }
        return Plan(intents: intents, units: units, ending: ending, slots: &slots)
    }

    private func server(
        _ slot: Int, _ unit: RoutedUnit, maintenance: Bool = false, draining: Bool = false, checked: Bool = true
    ) -> Observed.Server {
        Observed.Server(
            slot: slot, name: unit.serverName, address: unit.address, port: unit.port,
            isUp: !maintenance && !draining, inMaintenance: maintenance, isDraining: draining, isChecked: checked)
    }

    private func observed(_ servers: [Observed.Server], hosts: [String: [String]]) -> Observed {
        var observed = Observed()
        observed.servers = servers
        observed.hosts = hosts
        return observed
    }

    private let rightHosts = ["blog.localhost": ["be_00000"], "shop.localhost": ["be_00001"]]

    @Test func anEmptyHAProxyGetsServersThenDomains() {
        let changes = Change.all(from: Observed(), to: plan([first, second]), open: [first, second])
        #expect(
            changes.flatMap { $0.commands(maps) } == [
                "add server be_00000/ubbb 172.18.0.6:80 check inter 500ms rise 1 fall 2",
                "enable health be_00000/ubbb", "set server be_00000/ubbb state ready",
                "add server be_00001/uaaa 172.18.0.5:80 check inter 500ms rise 1 fall 2",
                "enable health be_00001/uaaa", "set server be_00001/uaaa state ready",
                "add map /m blog.localhost be_00000", "add map /m shop.localhost be_00001",
            ])
    }

    @Test func whatIsRightIsLeftAlone() {
        let now = observed([server(1, first), server(0, second)], hosts: rightHosts)
        #expect(Change.all(from: now, to: plan([first, second]), open: []) == [])
    }

    @Test func aUnitWhosePortIsShutIsNotAdded() {
        let now = observed([], hosts: rightHosts)
        #expect(Change.all(from: now, to: plan([first]), open: []) == [])
    }

    @Test func aUnitThatHasGoneStopsAtOnceAndIsDeletedLast() {
        let now = observed([server(1, first), server(0, second)], hosts: [:])
        let changes = Change.all(from: now, to: plan([second]), open: [])
        #expect(changes.first == .stop(slot: 1, server: "uaaa"))
        #expect(changes.last == .delete(slot: 1, server: "uaaa"))
        #expect(
            changes[0].commands(maps) == [
                "set server be_00001/uaaa state maint", "shutdown sessions server be_00001/uaaa",
            ])
        #expect(changes.last?.commands(maps) == ["del server be_00001/uaaa"])
    }

    @Test func aStoppedServerIsOnlyDeleted() {
        let now = observed([server(1, first, maintenance: true)], hosts: rightHosts)
        #expect(Change.all(from: now, to: plan([]), open: []) == [.delete(slot: 1, server: "uaaa")])
    }

    @Test func anotherAddressIsAnotherServer() {
        let moved = RoutedUnit(id: "aaa", app: shop, service: "shop_web_1", address: "172.18.0.9", port: 80)
        let now = observed([server(1, first)], hosts: rightHosts)
        #expect(
            Change.all(from: now, to: plan([moved]), open: [moved]) == [
                .stop(slot: 1, server: "uaaa"), .delete(slot: 1, server: "uaaa"),
            ])
    }

    @Test func aUnitThatWasToldToEndDrains() {
        let now = observed([server(1, first)], hosts: rightHosts)
        let changes = Change.all(from: now, to: plan([first], ending: ["aaa"]), open: [first])
        #expect(changes == [.drain(slot: 1, server: "uaaa")])
        let draining = observed([server(1, first, draining: true)], hosts: rightHosts)
        #expect(Change.all(from: draining, to: plan([first], ending: ["aaa"]), open: [first]) == [])
        #expect(Change.all(from: draining, to: plan([first]), open: [first]) == [.ready(slot: 1, server: "uaaa")])
    }

    @Test func aPageComesBeforeAllElseAndGoesAfterIt() {
        let now = observed([server(1, first), server(0, second)], hosts: [:])
        let covers = Change.all(from: now, to: plan([second], page: .maintenance), open: [])
        #expect(covers.prefix(2) == [.addPage("shop.localhost", "maintenance:shop"), .stop(slot: 1, server: "uaaa")])
        var covered = observed([server(0, second)], hosts: ["blog.localhost": ["be_00000"]])
        covered.pages = ["shop.localhost": ["maintenance:shop"]]
        #expect(
            Change.all(from: covered, to: plan([first, second]), open: [first]).suffix(2) == [
                .addHost("shop.localhost", slot: 1), .dropPage("shop.localhost"),
            ])
        let other = Change.all(from: covered, to: plan([second], page: .stopped), open: [])
        #expect(other.first?.commands(maps) == ["set map /p shop.localhost stopped:shop"])
    }

    @Test func aServerThatIsHalfMadeIsFinished() {
        let now = observed([server(1, first, maintenance: true, checked: false)], hosts: rightHosts)
        #expect(Change.all(from: now, to: plan([first]), open: [first]) == [.ready(slot: 1, server: "uaaa")])
    }

    @Test func aDomainInAnotherAppsSlotIsUnknownBeforeServersCome() {
        let now = observed([], hosts: ["blog.localhost": ["be_00001"], "shop.localhost": ["be_00001"]])
        let changes = Change.all(from: now, to: plan([first]), open: [first])
        #expect(
            changes == [
                .dropHost("blog.localhost"),
                .add(slot: 1, server: "uaaa", address: "172.18.0.5", port: 80),
                .addHost("blog.localhost", slot: 0),
            ])
    }

    @Test func domainsOfNobodyGoAndDoubleEntriesAreSet() {
        var slots = Slots()
        _ = slots.take("shop_web_1", app: shop)
        let intent = Intent(
            app: shop, domains: [Domain(unchecked: "shop.localhost")], live: .init(service: "shop_web_2", port: 80))
        let plan = Plan(intents: [intent], units: [], ending: [], slots: &slots)
        let now = observed([], hosts: ["old.localhost": ["be_00000"], "shop.localhost": ["be_00001", "be_00000"]])
        #expect(
            Change.all(from: now, to: plan, open: []) == [
                .dropHost("old.localhost"), .setHost("shop.localhost", slot: 1),
            ])
    }
}
