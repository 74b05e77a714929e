import Model
import Routing
import Testing

@testable import Doctor
@testable import Engine

private let shop = AppName(unchecked: "shop")
private let domain = Domain(unchecked: "shop.localhost")

@Suite struct AppChecksTests {
    private func app(stopped: Bool = false) -> App {
        var app = App(name: shop, created: 1)
        app.live = ReleaseNumber(1)
        app.isStopped = stopped ? true : nil
        return app
    }

    private func release() throws -> Release {
        var release = Release(
            app: shop, number: ReleaseNumber(1), commit: try ObjectID(String(repeating: "a", count: 40)), subject: "",
            author: "", pusher: "", started: 1)
        let image = RegistryImage(
            repository: "shop/web", digest: try Digest("sha256:" + String(repeating: "b", count: 64)))
        release.services = [
            ServiceRelease(
                service: ServiceName(unchecked: "web"), image: image, engineName: "shop_web_1", port: 80, replicas: 2)
        ]
        return release
    }

    private func service(_ name: String, _ replicas: Int) -> Service {
        Service(
            id: name, name: name, version: 1, labels: [:], image: "", replicas: replicas, files: [], networks: [],
            created: nil, updated: nil,
            update: nil)
    }

    private func router(_ statuses: [UnitState.Status], host: String = "shop_web_1") -> RouterState {
        let units = statuses.enumerated().map { index, status in
            UnitState(id: "u\(index)", address: "127.0.0.1", port: 80, status: status, sessions: 0)
        }
        return RouterState(
            generation: 1, pid: 1,
            services: ["shop_web_1": ServiceState(slot: 0, app: shop, units: units, sessions: 0)],
            hosts: [domain.rawValue: host], pages: [:], problem: nil)
    }

    private func verdicts(
        _ app: App, _ services: [Service], _ router: RouterState
    ) throws -> [Verdict] {
        AppChecks.verdicts(app, try release(), domains: [domain], services: services, router: router)
    }

    @Test func whatIsAsItShouldBeIsNoFinding() throws {
        #expect(try verdicts(app(), [service("shop_web_1", 2)], router([.up, .up])) == [])
        #expect(try verdicts(app(stopped: true), [service("shop_web_1", 0)], router([])) == [])
    }

    @Test func eachLackHasItsMend() throws {
        let mends = { (verdicts: [Verdict]) in verdicts.map { $0.finding("apps").mend } }
        #expect(
            try mends(verdicts(app(), [service("shop_web_1", 2)], router([.up, .waiting]))) == ["slipway logs shop"])
        #expect(
            try mends(verdicts(app(), [service("shop_web_1", 2)], router([.up, .draining]))) == [
                "slipway ps restart shop"
            ])
        #expect(try mends(verdicts(app(), [], router([.up, .up]))) == ["slipway deploy shop"])
        #expect(
            try mends(verdicts(app(), [service("shop_web_1", 2)], router([.up, .up], host: "shop_web_0"))) == [
                "slipway deploy shop"
            ])
        #expect(
            try mends(verdicts(app(), [service("shop_web_1", 2), service("shop_web_0", 1)], router([.up, .up]))) == [
                "slipway gc"
            ])
        #expect(
            try mends(verdicts(app(stopped: true), [service("shop_web_1", 2)], router([.up, .up]))) == [
                "slipway ps stop shop"
            ])
    }
}
