import Glibc
import Model
import System
import Testing

@testable import Routing

private let shop = AppName(unchecked: "shop")
private let blog = AppName(unchecked: "blog")
private let shopDomain = Domain(unchecked: "shop.localhost")
private let blogDomain = Domain(unchecked: "blog.localhost")

/// Against a real HAProxy on loopback, with HTTP servers of the test standing for units.
extension HAProxyTests {
    @Suite struct GatewayTests {
        @Test func aRequestGoesToItsHostsApp() throws {
            try Harness.run { harness in
                let domains = [shopDomain, Domain(unchecked: "www.shop.test")]
                let first = try harness.deploy(shop, "shop_web_1", domains: domains)
                let second = try harness.deploy(blog, "blog_web_1", domains: [blogDomain])
                defer { first.stop(); second.stop() }
                #expect(try harness.get("shop.localhost").service == "shop_web_1")
                #expect(try harness.get("www.shop.test").service == "shop_web_1")
                #expect(try harness.get("blog.localhost").service == "blog_web_1")
            }
        }

        @Test func anUnknownHostIs404() throws {
            try Harness.run { harness in
                let unit = try harness.deploy(shop, "shop_web_1", domains: [shopDomain])
                defer { unit.stop() }
                for host in ["other.localhost", "localhost", "shop.localhost.evil.test", "127.0.0.1", "be_00000", ""] {
                    let answer = try harness.get(host)
                    #expect(answer.status == 404, "\(host)")
                    #expect(answer.body == "404: no app answers at this host\n", "\(host)")
                }
            }
        }

        @Test func weirdHostHeadersReachTheirAppOrNone() throws {
            try Harness.run { harness in
                let unit = try harness.deploy(shop, "shop_web_1", domains: [shopDomain])
                defer { unit.stop() }
                for host in ["shop.localhost:8080", "SHOP.LocalHost", "shop.localhost.", "Shop.localhost.:80"] {
                    #expect(try harness.get(host).service == "shop_web_1", "\(host)")
                }
                #expect(try HTTPClient(harness.port).get(nil, version: "1.0").status == 404)
                #expect(try harness.get("shop.localhost,blog.localhost").status == 404)
                #expect(try harness.get("[::1]:80").status == 404)
                let two = try HTTPClient(harness.port).send(
                    "GET / HTTP/1.1\r\nHost: shop.localhost\r\nHost: blog.localhost\r\n\r\n")
                #expect(two.status == 400)
            }
        }

        @Test func aLiveServiceWithoutUnitsIs503ThatSaysWhich() throws {
            try Harness.run { harness in
                harness.sources.live(shop, "shop_web_1", domains: [shopDomain])
                let state = try harness.client.sync()
                #expect(state.hosts == ["shop.localhost": "shop_web_1"])
                let answer = try harness.get("shop.localhost")
                #expect(answer.status == 503)
                #expect(answer.body == "503: no unit of shop.localhost is up\n")
                harness.sources.live(shop, nil, domains: [shopDomain])
                _ = try harness.client.sync()
                #expect(try harness.get("shop.localhost").status == 404)
            }
        }

        @Test func aCandidateIsUpAndGetsNothingBeforeItIsLive() throws {
            try Harness.run { harness in
                let old = try harness.deploy(shop, "shop_web_1", domains: [shopDomain])
                let new = try FakeUnit(shop, "shop_web_2")
                defer { old.stop(); new.stop() }
                harness.sources.start(new.unit)
                try harness.await("shop_web_2", 1)
                for _ in 0..<20 { #expect(try harness.get("shop.localhost").service == "shop_web_1") }
                harness.sources.live(shop, "shop_web_2", domains: [shopDomain])
                #expect(try harness.client.sync().hosts["shop.localhost"] == "shop_web_2")
                for _ in 0..<20 { #expect(try harness.get("shop.localhost").service == "shop_web_2") }
            }
        }

        @Test(arguments: [true, false])
        func aSwitchUnderLoadFailsNoRequest(keepAlive: Bool) throws {
            try Harness.run { harness in
                let old = try harness.deploy(shop, "shop_web_1", domains: [shopDomain])
                defer { old.stop() }
                let load = Load(harness.port, "shop.localhost", keepAlive: keepAlive)
                try load.more(300)
                var previous = old
                for version in 2...6 {
                    let service = "shop_web_\(version)"
                    let unit = try harness.deploy(shop, service, domains: [shopDomain])
                    // As the runner does: the old one goes once nothing of it runs.
                    let drained = poll(for: 10) {
                        (try? harness.client.sync())?.services[previous.unit.service]?.sessions == 0 ? true : nil
                    }
                    #expect(drained == true)
                    harness.sources.end(previous.unit)
                    previous.stop()
                    previous = unit
                    try load.more(300)
                }
                load.stop()
                previous.stop()
                #expect(load.failures.value == [])
                #expect(load.answers.value.count == 6)
                let gone = poll(for: 10) { (try? harness.client.sync())?.services.count == 1 ? true : nil }
                #expect(gone == true)
            }
        }

        @Test func aDeadUnitUnderLoadFailsNoRequest() throws {
            try Harness.run { harness in
                let first = try harness.deploy(shop, "shop_web_1", domains: [shopDomain])
                let second = try FakeUnit(shop, "shop_web_1")
                defer { first.stop() }
                harness.sources.start(second.unit)
                try harness.await("shop_web_1", 2)
                let load = Load(harness.port, "shop.localhost")
                try load.more(300)
                second.stop()
                harness.sources.end(second.unit)
                try load.more(300)
                load.stop()
                #expect(load.failures.value == [])
                let state = try harness.client.sync()
                #expect(state.services["shop_web_1"]?.units.map(\.id) == [first.unit.id])
            }
        }

        @Test func headersTellTheUnitWhoAskedAndTheClientNothing() throws {
            try Harness.run { harness in
                let unit = try harness.deploy(shop, "shop_web_1", domains: [shopDomain])
                defer { unit.stop() }
                let spoofed = [
                    "X-Forwarded-For: 6.6.6.6", "X-Forwarded-Proto: https", "X-Request-Id: abc", "Proxy: evil",
                ]
                let answer = try harness.get("shop.localhost", headers: spoofed)
                let got = answer.got.map { $0.lowercased() }
                #expect(got.filter { $0.hasPrefix("x-forwarded-for") } == ["x-forwarded-for: 127.0.0.1"])
                #expect(got.filter { $0.hasPrefix("x-forwarded-proto") } == ["x-forwarded-proto: http"])
                #expect(got.contains("x-forwarded-port: \(harness.port)"))
                #expect(got.contains("x-request-id: abc"))
                #expect(!got.contains { $0.hasPrefix("proxy:") })
                #expect(answer.header("X-Request-Id") == "abc")
                #expect(answer.header("Server") == nil)
                #expect(try harness.get("shop.localhost").header("X-Request-Id")?.count == 36)
                #expect(try harness.get("nobody.localhost").header("X-Request-Id")?.count == 36)
            }
        }

        @Test func whatFailsIsLoggedAsJSONWhateverAClientSends() throws {
            struct Line: Decodable {
                let host: String
                let path: String
                let status: Int
                let id: String
            }
            try Harness.run { harness in
                let id = "\"},{\\\"x"
                let header = "X-Request-Id: \(id)"
                harness.sources.live(shop, "shop_web_1", domains: [shopDomain])
                _ = try harness.client.sync()
                #expect(try harness.get("nobody.localhost").status == 404)
                let answer = try harness.get("shop.localhost", "/q'\"u?secret=1", headers: [header])
                #expect(answer.status == 503)
                let line = poll(for: 5) { () -> Line? in
                    let log = try? Files.read("\(harness.folder.root)/haproxy.log")
                    let lines = (log ?? "").split(separator: "\n").filter { $0.hasPrefix("{") }
                    return lines.first.flatMap { try? JSON.decode(Line.self, from: $0.utf8, source: "log") }
                }
                #expect(line?.host == "shop.localhost", "what is answered as it should be is not logged")
                #expect(line?.path == "/q'\"u")
                #expect(line?.status == 503)
                #expect(line?.id == id)
            }
        }

        @Test func aWebsocketOutlivesASwitchAndCountsAsASession() throws {
            try Harness.run { harness in
                let old = try harness.deploy(shop, "shop_web_1", domains: [shopDomain])
                defer { old.stop() }
                let socket = try HTTPClient(harness.port)
                let upgrade = [
                    "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13",
                    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                ]
                #expect(try socket.get("shop.localhost", headers: upgrade).status == 101)
                let new = try harness.deploy(shop, "shop_web_2", domains: [shopDomain])
                defer { new.stop() }
                #expect(try harness.client.sync().services["shop_web_1"]?.sessions == 1)
                #expect(try socket.get("shop.localhost").service == "shop_web_1")
            }
        }
    }
}
