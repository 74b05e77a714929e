import Glibc
import Model
import System
import Testing

@testable import Routing

private let shop = AppName(unchecked: "shop")
private let shopDomain = Domain(unchecked: "shop.localhost")
private let service = "shop_web_1"

extension HAProxyTests {
    @Suite struct RetireTests {
        /// Three units of one service, which is live.
        private func withUnits(_ body: (Harness, [FakeUnit]) throws -> Void) throws {
            try Harness.run { harness in
                let units = try (0..<3).map { _ in try FakeUnit(shop, service, slowness: 2) }
                defer { for unit in units { unit.stop() } }
                for unit in units { harness.sources.start(unit.unit) }
                try harness.await(service, 3)
                harness.sources.live(shop, service, domains: [shopDomain])
                #expect(try harness.client.sync().problem == nil)
                try body(harness, units)
            }
        }

        /// Fast and slow requests of every kind, with two of the slow ones in each unit.
        private func withLoad(
            _ harness: Harness, _ units: [FakeUnit], _ body: (_ fast: [Load], _ slow: [Load]) throws -> Void
        ) throws -> [String] {
            let domain = shopDomain.rawValue
            let slow = [true, false].map { keepAlive in
                Load(harness.port, domain, [("POST", "/slow"), ("GET", "/slow")], clients: 6, keepAlive: keepAlive)
            }
            let busy = poll(for: 10) { () -> Bool? in
                let state = try? harness.client.sync()
                return units.allSatisfy { state?.unit($0.unit.id)?.sessions ?? 0 >= 2 } ? true : nil
            }
            #expect(busy == true)
            let fast = [true, false].map { keepAlive in
                Load(harness.port, domain, [("GET", "/"), ("POST", "/")], clients: 2, keepAlive: keepAlive)
            }
            for load in fast { try load.more(200) }
            try body(fast, slow)
            for load in fast { try load.more(200) }
            for load in slow { try load.more(6) }
            for load in fast + slow { load.stop() }
            return (fast + slow).flatMap(\.failures.value)
        }

        @Test func aRetiredUnitEndsUnderLoadWithoutAFailedRequest() throws {
            try withUnits { harness, units in
                let first = units[0]
                let failures = try withLoad(harness, units) { fast, slow in
                    let state = try harness.client.retire(first.unit.id)
                    #expect(state.unit(first.unit.id)?.status == .draining)
                    #expect(state.unit(first.unit.id)?.sessions ?? 0 > 0)
                    #expect(state.up(service) == 2)
                    let before = fast.map { $0.addresses.value[first.unit.address] }
                    for load in fast { try load.more(200) }
                    // At most the one that each client had begun.
                    for (load, count) in zip(fast, before) {
                        #expect((load.addresses.value[first.unit.address] ?? 0) - (count ?? 0) <= 2)
                    }
                    #expect(try harness.client.awaitIdle(unit: first.unit.id, seconds: 10) == 0)
                    first.stop()
                    harness.sources.end(first.unit)
                }
                #expect(failures == [])
                let gone = poll(for: 10) { try? harness.client.sync().unit(first.unit.id) == nil ? true : nil }
                #expect(gone == true)
            }
        }

        @Test func theSameWithoutRetiringCutsWhatRuns() throws {
            try withUnits { harness, units in
                let failures = try withLoad(harness, units) { _, _ in
                    units[0].stop()
                    harness.sources.end(units[0].unit)
                }
                #expect(failures.count > 0)
            }
        }

        @Test func aConnectionThatIsOpenBetweenRequestsKeepsNoUnitBusy() throws {
            try withUnits { harness, units in
                let clients = try (0..<9).map { _ in try HTTPClient(harness.port) }
                for client in clients { #expect(try client.get(shopDomain.rawValue).status == 200) }
                for unit in units.prefix(2) { try harness.client.retire(unit.unit.id) }
                let start = Instant.now
                for unit in units.prefix(2) {
                    #expect(try harness.client.awaitIdle(unit: unit.unit.id, seconds: 10) == 0)
                }
                #expect(start.elapsed < 1)
                for client in clients {
                    #expect(try client.get(shopDomain.rawValue).address == units[2].unit.address)
                }
            }
        }

        @Test func aUnitThatIsNotIdleInTimeIsCounted() throws {
            try withUnits { harness, units in
                let load = Load(harness.port, shopDomain.rawValue, [("POST", "/slow")], clients: 3)
                let busy = poll(for: 10) { () -> Bool? in
                    try? harness.client.sync().unit(units[0].unit.id)?.sessions == 1 ? true : nil
                }
                #expect(busy == true)
                try harness.client.retire(units[0].unit.id)
                #expect(try harness.client.awaitIdle(unit: units[0].unit.id, seconds: 0.2) == 1)
                #expect(try harness.client.awaitIdle(unit: units[0].unit.id, seconds: 10) == 0)
                load.stop()
                #expect(load.failures.value == [])
            }
        }

        @Test func aRetiredUnitStaysSoOverRestartsUntilItIsRestored() throws {
            try withUnits { harness, units in
                let id = units[0].unit.id
                func others() throws {
                    for _ in 0..<12 {
                        let answer = try harness.get(shopDomain.rawValue)
                        #expect(answer.status == 200)
                        #expect(answer.address != units[0].unit.address)
                    }
                }
                try harness.client.retire(id)
                try others()
                harness.stopRouter()
                try harness.startRouter()
                let state = try harness.client.sync()
                #expect(state.unit(id)?.status == .draining)
                #expect(state.generation == 0, "HAProxy was right as it was")
                try others()
                // As after a power cut: both have gone, and the configuration is made from what is on disk.
                harness.stopRouter()
                harness.killHAProxy()
                try harness.render()
                try harness.startHAProxy()
                try others()
                try harness.startRouter()
                #expect(try harness.client.sync().up(service) == 2)
                try others()
                try harness.client.restore(id)
                try harness.await(service, 3)
                let back = poll(for: 5) { () -> Bool? in
                    try? harness.get(shopDomain.rawValue).address == units[0].unit.address ? true : nil
                }
                #expect(back == true)
                try harness.client.restore(id)
            }
        }

        @Test func aRestoredUnitServesAtOnceAndOneThatHasGoneIsForgotten() throws {
            try withUnits { harness, units in
                let id = units[0].unit.id
                try harness.client.retire(id)
                #expect(try harness.client.restore(id).unit(id)?.status == .up)
                try harness.client.retire(id)
                harness.sources.end(units[0].unit)
                _ = try harness.client.sync()
                #expect(try Files.read(harness.folder.routerRetired) == "[]\n")
                // A container that is started again is none that was retired.
                harness.sources.start(units[0].unit)
                try harness.await(service, 3)
            }
        }

        @Test func anUnknownUnitIsAFailureThatNamesIt() throws {
            try Harness.run { harness in
                let client = harness.client
                for request in [client.retire, client.restore] {
                    let failure = #expect(throws: Failure.self) { try request("0123abcd") }
                    #expect(failure?.code == .notFound)
                    #expect(failure?.message == "no unit '0123abcd' runs here")
                }
                let sessions = try client.awaitIdle(unit: "0123abcd", seconds: 5)
                #expect(sessions == 0)
            }
        }
    }
}
