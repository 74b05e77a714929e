import Glibc
import Model
import System
import Testing

@testable import Routing

private let shop = AppName(unchecked: "shop")
private let shopDomain = Domain(unchecked: "shop.localhost")

extension HAProxyTests {
    @Suite struct ReloadTests {
        @Test func thePoolGrowsUnderLoadWithoutAFailedRequest() throws {
            try Harness.run { harness in
                let unit = try harness.deploy(shop, "shop_web_1", domains: [shopDomain])
                defer { unit.stop() }
                let load = Load(harness.port, "shop.localhost", keepAlive: true)
                try load.more(200)
                let pid = try harness.client.sync().pid
                for number in 0..<Slots.firstSize {
                    let app = try AppName("app\(number)")
                    harness.sources.live(app, "app\(number)_web_1", domains: [try Domain("app\(number).localhost")])
                }
                let state = try harness.client.sync()
                #expect(state.problem == nil)
                #expect(state.pid != pid)
                #expect(state.hosts.count == Slots.firstSize + 1)
                try load.more(200)
                load.stop()
                #expect(load.failures.value == [])
                #expect(Set(load.answers.value.keys) == ["shop_web_1"])
                let last = try FakeUnit(AppName("app63"), "app63_web_1")
                defer { last.stop() }
                harness.sources.start(last.unit)
                try harness.await("app63_web_1", 1)
                #expect(try harness.get("app63.localhost").service == "app63_web_1")
                #expect(try harness.get("app62.localhost").status == 503)
            }
        }

        @Test func aFrameThatHAProxyCannotTakeLeavesTheOldOneServing() throws {
            try Harness.run { harness in
                let unit = try harness.deploy(shop, "shop_web_1", domains: [shopDomain])
                defer { unit.stop() }
                let pid = try harness.client.sync().pid
                harness.stopRouter()
                // The new settings' port is somebody else's.
                let other = Descriptor(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
                var settings = harness.settings
                settings.httpPort = Loopback.freePort()
                #expect(Loopback.bind(other.number, "127.0.0.1", settings.httpPort))
                #expect(listen(other.number, 1) == 0)
                harness.changed.update { $0 = settings }
                try harness.startRouter()
                let state = try harness.client.sync()
                #expect(state.problem == "HAProxy did not take its new configuration")
                #expect(state.pid == pid)
                let second = try FakeUnit(shop, "shop_web_2")
                defer { second.stop() }
                harness.sources.start(second.unit)
                try harness.await("shop_web_2", 1)
                harness.sources.live(shop, "shop_web_2", domains: [shopDomain])
                #expect(try harness.client.sync().hosts == ["shop.localhost": "shop_web_2"])
                #expect(try harness.get("shop.localhost").service == "shop_web_2")
                let onDisk = try Files.read(harness.folder.haproxyConfiguration)
                let bind = "bind 127.0.0.1:\(harness.port)\n"
                #expect(onDisk.contains(bind))
            }
        }

        @Test func newSettingsAreTakenByAReload() throws {
            try Harness.run { harness in
                let unit = try harness.deploy(shop, "shop_web_1", domains: [shopDomain])
                defer { unit.stop() }
                harness.stopRouter()
                var settings = harness.settings
                settings.httpPort = Loopback.freePort()
                harness.changed.update { $0 = settings }
                try harness.startRouter()
                let answer = poll(for: 5) { try? HTTPClient(settings.httpPort).get("shop.localhost") }
                #expect(answer?.service == "shop_web_1")
                #expect(try harness.client.sync().problem == nil)
            }
        }
    }
}
