import Glibc
import Model
import System
import Testing

@testable import Routing

private let shop = AppName(unchecked: "shop")
private let blog = AppName(unchecked: "blog")
private let shopDomain = Domain(unchecked: "shop.localhost")
private let blogDomain = Domain(unchecked: "blog.localhost")

/// All tests that start a HAProxy: one after another, on two cores.
@Suite(.serialized) enum HAProxyTests {}

extension HAProxyTests {
    @Suite struct RecoveryTests {
        @Test func aKilledHAProxyComesBackRightAtOnceAndIsMended() throws {
            try Harness.run { harness in
                let first = try harness.deploy(shop, "shop_web_1", domains: [shopDomain])
                let second = try harness.deploy(blog, "blog_web_1", domains: [blogDomain])
                defer { first.stop(); second.stop() }
                let pid = try harness.client.sync().pid
                harness.killHAProxy()
                let away = try harness.client.sync()
                #expect(away.problem != nil)
                #expect(away.pid == nil)
                // Meanwhile a unit comes and a domain goes.
                let third = try FakeUnit(shop, "shop_web_1")
                defer { third.stop() }
                harness.sources.start(third.unit)
                harness.sources.live(blog, nil, domains: [blogDomain])
                _ = try harness.client.sync()
                try harness.startHAProxy()
                #expect(try harness.get("shop.localhost").service == "shop_web_1")
                #expect(try harness.get("blog.localhost").status == 404)
                try harness.await("shop_web_1", 2)
                let state = try harness.client.sync()
                #expect(state.problem == nil)
                #expect(state.pid != nil && state.pid != pid)
            }
        }

        @Test func aRouterThatStartsAnewChangesNothingThatIsRight() throws {
            try Harness.run { harness in
                let first = try harness.deploy(shop, "shop_web_1", domains: [shopDomain])
                let second = try harness.deploy(blog, "blog_web_1", domains: [blogDomain])
                defer { first.stop(); second.stop() }
                let before = try harness.client.sync()
                let load = Load(harness.port, "shop.localhost", clients: 2)
                harness.stopRouter()
                try load.more(100)
                try harness.startRouter()
                var after = try harness.client.sync()
                #expect(after.generation == 0)
                after.generation = before.generation
                #expect(poll(for: 5) { sessionless(after) == sessionless(before) ? true : nil } == true)
                try load.more(100)
                load.stop()
                #expect(load.failures.value == [])
            }
        }

        @Test func whatChangedWhileTheRouterWasAwayIsMended() throws {
            try Harness.run { harness in
                let first = try harness.deploy(shop, "shop_web_1", domains: [shopDomain])
                let second = try harness.deploy(blog, "blog_web_1", domains: [blogDomain])
                defer { first.stop(); second.stop() }
                harness.stopRouter()
                // The engine gave each the other's address, as a restart may.
                let swapped = zip([first.unit, second.unit], [second.unit, first.unit]).map { unit, other in
                    RoutedUnit(
                        id: unit.id, app: other.app, service: other.service, address: unit.address, port: unit.port)
                }
                let renamed = swapped.map { unit in
                    RoutedUnit(
                        id: String(unit.id.reversed()), app: unit.app, service: unit.service, address: unit.address,
                        port: unit.port)
                }
                harness.sources.running.update { $0 = renamed }
                try harness.startRouter()
                try harness.await("shop_web_1", 1)
                try harness.await("blog_web_1", 1)
                // The fake answers with the name that it was born with.
                #expect(try harness.get("shop.localhost").service == "blog_web_1")
                #expect(try harness.get("blog.localhost").service == "shop_web_1")
            }
        }

        @Test func changesByHandAreMended() throws {
            try Harness.run { harness in
                let unit = try harness.deploy(shop, "shop_web_1", domains: [shopDomain])
                defer { unit.stop() }
                let session = try HAProxySession(harness.folder.haproxySocket)
                let maps = try HAProxyConfiguration(settings: harness.settings, folder: harness.folder).maps
                try session.order("del map \(maps.host) shop.localhost")
                try session.order("add map \(maps.host) evil.localhost be_00000")
                try session.order("add map \(maps.page) shop.localhost maintenance:shop")
                try session.order("set server be_00000/\(unit.unit.serverName) state maint")
                try session.order("add server be_00005/foreign \(unit.unit.address):80")
                try session.order("set server be_00005/foreign state ready")
                let mended = poll(for: 5) { () -> Bool? in
                    guard let now = try? session.observe(maps) else { return nil }
                    return now.hosts == ["shop.localhost": ["be_00000"]] && now.pages == [:]
                        && now.servers.map(\.isUp) == [true]
                        ? true : nil
                }
                #expect(mended == true)
                #expect(try harness.get("shop.localhost").service == "shop_web_1")
            }
        }

        @Test func anEngineThatIsAwayLeavesUnitsServing() throws {
            try Harness.run { harness in
                let unit = try harness.deploy(shop, "shop_web_1", domains: [shopDomain])
                defer { unit.stop() }
                harness.sources.factsFailure.update { $0 = Failure(.unavailable, "cannot reach the engine") }
                harness.sources.breakStream()
                let problem = poll(for: 5) { try? harness.client.sync().problem }
                #expect(problem == "cannot read what runs: cannot reach the engine")
                #expect(try harness.get("shop.localhost").status == 200)
                harness.stopRouter()
                try harness.startRouter()
                #expect(try harness.get("shop.localhost").status == 200)
                harness.sources.factsFailure.update { $0 = nil }
                #expect(try harness.client.sync().problem == nil)
                #expect(try harness.get("shop.localhost").status == 200)
            }
        }

        @Test func anEngineThatHangsHoldsNoDomainBack() throws {
            try Harness.run { harness in
                let unit = try harness.deploy(shop, "shop_web_1", domains: [shopDomain])
                defer { unit.stop() }
                harness.sources.factsDelay.update { $0 = 3 }
                defer { harness.sources.factsDelay.update { $0 = 0 } }
                harness.sources.live(shop, "shop_web_1", domains: [Domain(unchecked: "new.localhost")])
                let start = Instant.now
                let state = try harness.client.sync()
                #expect(start.elapsed < 2)
                #expect(state.hosts == ["new.localhost": "shop_web_1"])
            }
        }

        @Test func aDomainOfTwoAppsStaysWithOneAndIsReported() throws {
            try Harness.run { harness in
                let first = try harness.deploy(blog, "blog_web_1", domains: [blogDomain])
                defer { first.stop() }
                harness.sources.live(shop, "shop_web_1", domains: [shopDomain, blogDomain])
                let state = try harness.client.sync()
                #expect(state.problem?.contains("'blog.localhost'") == true)
                #expect(state.hosts == ["blog.localhost": "blog_web_1", "shop.localhost": "shop_web_1"])
            }
        }

        @Test func aSecondRouterIsRefused() throws {
            try Harness.run { harness in
                #expect(throws: Failure.self) { try harness.makeRouter().run() }
                try harness.render()
                #expect(try harness.client.sync().problem == nil)
            }
        }

        private func sessionless(_ state: RouterState) -> RouterState {
            var state = state
            for service in state.services.keys {
                state.services[service]?.sessions = 0
                for index in (state.services[service]?.units ?? []).indices {
                    state.services[service]?.units[index].sessions = 0
                }
            }
            return state
        }
    }
}
