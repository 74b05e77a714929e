import Glibc
import Model
import System
import Testing

@testable import Routing

private let shop = AppName(unchecked: "shop")

/// Bounds are wide, for a machine that does something else too; what was measured is printed.
extension HAProxyTests {
    @Suite struct LatencyTests {
        @Test func aPortThatOpensIsUpWithinMilliseconds() throws {
            try Harness.run { harness in
                var seconds: [Double] = []
                for number in 0..<10 {
                    let service = "shop_web_\(number)"
                    let unit = try FakeUnit(shop, service, listening: false)
                    defer { unit.stop() }
                    harness.sources.start(unit.unit)
                    let waiting = poll(for: 5) {
                        (try? harness.client.sync())?.services[service]?.units.first?.status == .waiting ? true : nil
                    }
                    #expect(waiting == true)
                    let opened = Shared(Instant.now)
                    Threads.start {
                        usleep(20_000)
                        opened.update { $0 = Instant.now }
                        try? unit.listen()
                    }
                    try harness.await(service, 1)
                    seconds.append(opened.value.elapsed)
                    harness.sources.end(unit.unit)
                }
                report("port open to up", seconds)
                #expect(median(seconds) < 0.05)
            }
        }

        @Test func aUnitThatDiedIsOutWithinMilliseconds() throws {
            try Harness.run { harness in
                var seconds: [Double] = []
                let maps = try HAProxyConfiguration(settings: harness.settings, folder: harness.folder).maps
                for _ in 0..<5 {
                    let unit = try FakeUnit(shop, "shop_web_1")
                    harness.sources.start(unit.unit)
                    try harness.await("shop_web_1", 1)
                    let session = try HAProxySession(harness.folder.haproxySocket)
                    unit.stop()
                    let start = Instant.now
                    harness.sources.end(unit.unit)
                    let out = poll(for: 5, every: 0.0005) { () -> Bool? in
                        let state = try? session.observe(maps)
                        return state?.servers.contains { $0.isUp } == false ? true : nil
                    }
                    #expect(out == true)
                    seconds.append(start.elapsed)
                }
                report("died to out", seconds)
                #expect(median(seconds) < 0.05)
            }
        }

        @Test func aSyncOfOneAppTakesMilliseconds() throws {
            try Harness.run { harness in
                let unit = try harness.deploy(shop, "shop_web_1", domains: [Domain(unchecked: "shop.localhost")])
                defer { unit.stop() }
                let seconds = try (0..<50).map { _ in try time { _ = try harness.client.sync() } }
                report("sync, 1 app", seconds)
                let switching = try (0..<20).map { number in
                    harness.sources.live(
                        shop, "shop_web_1", domains: [Domain(unchecked: "shop\(number).localhost")])
                    return try time { _ = try harness.client.sync() }
                }
                report("sync that changes the map", switching)
                #expect(median(seconds) < 0.05)
            }
        }

        @Test func aSyncOf200AppsIsQuickAndIdlingCostsLittle() throws {
            try Harness.run { harness in
                var units: [FakeUnit] = []
                for number in 0..<200 {
                    let app = try AppName("app\(number)")
                    let unit = try FakeUnit(app, "app\(number)_web_1")
                    units.append(unit)
                    harness.sources.running.update { $0.append(unit.unit) }
                    harness.sources.live(app, "app\(number)_web_1", domains: [try Domain("app\(number).localhost")])
                }
                let cold = try time { _ = try harness.client.sync() }
                for number in 0..<200 { try harness.await("app\(number)_web_1", 1) }
                #expect(try harness.client.sync().hosts.count == 200)
                report("sync, 200 apps at once (reload)", [cold])
                report("sync, 200 apps", try (0..<30).map { _ in try time { _ = try harness.client.sync() } })
                let before = clock()
                usleep(3_000_000)
                let used = Double(clock() - before) / Double(CLOCKS_PER_SEC) / 3
                print("measured: idle with 200 apps: \(used * 100) % of a core, the 200 units' included")
                #expect(used < 0.5)
                for unit in units { unit.stop() }
            }
        }

        private func time(_ body: () throws -> Void) rethrows -> Double {
            let start = Instant.now
            try body()
            return start.elapsed
        }

        private func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

        private func report(_ what: String, _ seconds: [Double]) {
            func shown(_ value: Double) -> String { "\((value * 10_000).rounded() / 10) ms" }
            print("measured: \(what): median \(shown(median(seconds))), most \(shown(seconds.max() ?? 0))")
        }
    }
}
