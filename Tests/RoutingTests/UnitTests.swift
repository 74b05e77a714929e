import Glibc
import Model
import System
import Testing

@testable import Routing

private let shop = AppName(unchecked: "shop")
private let shopDomain = Domain(unchecked: "shop.localhost")

extension HAProxyTests {
    @Suite struct UnitTests {
        @Test func aUnitThatWasToldToEndFinishesWhatItHas() throws {
            try Harness.run { harness in
                let first = try harness.deploy(shop, "shop_web_1", domains: [shopDomain])
                let second = try FakeUnit(shop, "shop_web_1")
                defer { first.stop(); second.stop() }
                let done = Signal()
                let slow = Shared<Answer?>(nil)
                Threads.start {
                    slow.update { $0 = try? harness.get("shop.localhost", "/slow") }
                    done.raise()
                }
                let busy = poll(for: 5) {
                    (try? harness.client.sync())?.services["shop_web_1"]?.sessions == 1 ? true : nil
                }
                #expect(busy == true)
                harness.sources.start(second.unit)
                try harness.await("shop_web_1", 2)
                harness.sources.send(.ending(id: first.unit.id))
                let draining = poll(for: 5) {
                    (try? harness.client.sync())?.services["shop_web_1"]?.units
                        .first { $0.id == first.unit.id }?.status == .draining ? true : nil
                }
                #expect(draining == true)
                for _ in 0..<10 {
                    #expect(try harness.get("shop.localhost").body.contains(second.unit.address))
                }
                done.wait(for: 5)
                #expect(slow.value?.body.contains(first.unit.address) == true)
            }
        }

        @Test func aUnitWithoutAnAddressYetOrWithAnUnhappyHealthcheckWaits() throws {
            try Harness.run { harness in
                let fake = try FakeUnit(shop, "shop_web_1")
                defer { fake.stop() }
                func unit(_ address: String, _ isReady: Bool) -> RoutedUnit {
                    RoutedUnit(
                        id: fake.unit.id, app: shop, service: "shop_web_1", address: address, port: FakeUnit.port,
                        isReady: isReady)
                }
                harness.sources.start(unit("", false))
                let state = try harness.client.sync()
                #expect(state.services["shop_web_1"]?.units.map(\.status) == [.waiting])
                #expect(state.problem == nil)
                harness.sources.running.update { $0 = [unit(fake.unit.address, false)] }
                let waiting = poll(for: 5) {
                    (try? harness.client.sync())?.services["shop_web_1"]?.units.first?.status == .waiting ? true : nil
                }
                #expect(waiting == true)
                #expect(try harness.client.awaitUnits(of: "shop_web_1", count: 1, seconds: 0.3).up("shop_web_1") == 0)
                harness.sources.running.update { $0 = [unit(fake.unit.address, true)] }
                harness.sources.send(.changed)
                try harness.await("shop_web_1", 1)
                // A healthcheck that fails later takes nothing away: the engine will.
                harness.sources.running.update { $0 = [unit(fake.unit.address, false)] }
                #expect(try harness.client.sync().up("shop_web_1") == 1)
            }
        }
    }
}
