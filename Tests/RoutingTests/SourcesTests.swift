import Engine
import Glibc
import Model
import Store
import System
import Testing

@testable import Routing

private let shop = AppName(unchecked: "shop")

@Suite struct StoreIntentTests {
    private func withStore(_ body: (any Store) throws -> Void) throws {
        var template = Array("/tmp/rt-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure.system("make a folder") }
        let folder = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        defer { try? Files.remove(folder) }
        try body(SQLiteStore("\(folder)/store.db"))
    }

    private func release(_ store: any Store, _ service: String, port: Int?) throws {
        var release = try store.openRelease(
            shop, commit: ObjectID(String(repeating: "a", count: 40)), subject: "x", author: "y", pusher: "z")
        let image = RegistryImage(
            repository: "shop/web", digest: try Digest("sha256:" + String(repeating: "b", count: 64)))
        release.services = [
            ServiceRelease(service: .web, image: image, engineName: service, port: port, replicas: 1)
        ]
        try store.saveRelease(release)
        try store.updateApp(shop) { $0.live = release.number }
    }

    @Test func anAppHasItsDomainsAndWhatItsLiveReleaseRoutes() throws {
        try withStore { store in
            let intent = StoreIntent(store)
            #expect(try intent.intents() == [])
            try store.createApp(shop, domain: Domain("shop.localhost"))
            try store.addDomain(Domain("a.test"), to: shop)
            let domains = try ["a.test", "shop.localhost"].map { try Domain($0) }
            #expect(try intent.intents() == [Intent(app: shop, domains: domains, live: nil)])
            for (service, port) in [("shop_web_1", 80), ("shop_web_2", 81)] {
                try release(store, service, port: port)
                let live = Intent.Live(service: service, port: port)
                #expect(try intent.intents() == [Intent(app: shop, domains: domains, live: live)])
            }
            try release(store, "shop_web_3", port: nil)
            #expect(try intent.intents() == [Intent(app: shop, domains: domains, live: nil)])
        }
    }

    @Test func anAppsStateBecomesItsPage() throws {
        try withStore { store in
            let intent = StoreIntent(store)
            try store.createApp(shop, domain: nil, created: 1)
            for (maintenance, stopped, page) in [
                (true, nil, .maintenance), (true, true, .maintenance), (false, true, .stopped), (nil, false, nil),
            ] as [(Bool?, Bool?, Intent.Page?)] {
                try store.updateApp(shop) { app in
                    app.isInMaintenance = maintenance
                    app.isStopped = stopped
                }
                #expect(try intent.intents().first?.page == page)
            }
        }
    }

    @Test func anAppThatWasMadeAnewIsAnother() throws {
        try withStore { store in
            let intent = StoreIntent(store)
            try store.createApp(shop, domain: nil, created: 1)
            try release(store, "shop_web_1", port: 80)
            #expect(try intent.intents().first?.live?.service == "shop_web_1")
            try store.destroyApp(shop)
            #expect(try intent.intents() == [])
            try store.createApp(shop, domain: nil, created: 2)
            try release(store, "shop_web_9", port: 80)
            #expect(try intent.intents().first?.live?.service == "shop_web_9")
        }
    }
}

@Suite struct EngineFactsTests {
    private func translated(_ action: String, _ attributes: [String: String] = [:]) -> UnitEvent? {
        EngineFacts.translated(
            Event(
                type: "container", action: action, actorID: "abc", attributes: attributes,
                time: EngineTime(nanoseconds: 0)))
    }

    @Test func eventsMeanWhatRoutingNeeds() {
        #expect(translated("start") == .changed)
        #expect(translated("health_status: healthy") == .changed)
        #expect(translated("die", ["exitCode": "137"]) == .gone(id: "abc"))
        #expect(translated("kill", ["signal": "15"]) == .ending(id: "abc"))
        #expect(translated("kill", ["signal": "9"]) == .ending(id: "abc"))
        #expect(translated("kill", ["signal": "1"]) == nil)
        #expect(translated("exec_create: true") == nil)
    }
}
