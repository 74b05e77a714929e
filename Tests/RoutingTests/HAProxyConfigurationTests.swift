import Model
import System
import Testing

@testable import Routing

private let shop = AppName(unchecked: "shop")

@Suite struct HAProxyConfigurationTests {
    private let folder = Folder("/srv/slipway")

    private func configuration(_ change: (inout Settings) -> Void = { _ in }) throws -> HAProxyConfiguration {
        var settings = Settings()
        change(&settings)
        return try HAProxyConfiguration(settings: settings, folder: folder, user: ("haproxy", "haproxy"))
    }

    private func lines(_ text: String) -> [String] {
        text.split(separator: "\n").map { String($0.drop { $0 == " " }) }
    }

    @Test func theFrameSaysWhatRoutingNeeds() throws {
        let text = lines(try configuration().text(poolSize: 2, servers: []))
        for line in [
            "user haproxy", "bind 127.0.0.1:8080", "option redispatch 1", "retries 3", "http-reuse always",
            "retry-on conn-failure empty-response", "timeout tunnel 1h", "hard-stop-after 1h",
            "stats socket /srv/slipway/router/haproxy.sock mode 600 level admin expose-fd listeners",
            "http-request set-var(txn.host) req.fhdr(host),field(1,:),lower,rtrim(.)",
            "http-request set-var(txn.be) var(txn.host),map_str(/srv/slipway/router/host.map)",
            "http-request disable-l7-retry unless METH_GET", "use_backend %[var(txn.be)]",
            "backend be_00000", "backend be_00001",
        ] {
            #expect(text.contains(line), "\(line)")
        }
        #expect(!text.contains { $0.hasPrefix("default_backend") })
        #expect(!text.contains("backend be_00002"))
    }

    @Test func serversStandInTheirSlot() throws {
        let unit = RoutedUnit(id: "abc", app: shop, service: "shop_web_1", address: "172.18.0.5", port: 3000)
        let gone = RoutedUnit(id: "def", app: shop, service: "shop_web_1", address: "172.18.0.6", port: 3000)
        let servers = [
            Plan.Server(slot: 1, unit: unit, draining: false), Plan.Server(slot: 1, unit: gone, draining: true),
        ]
        let text = lines(try configuration().text(poolSize: 3, servers: servers))
        #expect(
            text.suffix(4) == [
                "backend be_00000", "backend be_00001",
                "server uabc 172.18.0.5:3000 check inter 500ms rise 1 fall 2", "backend be_00002",
            ])
    }

    @Test func onlyTheFrameAsksForAReload() throws {
        let one = try configuration()
        let unit = RoutedUnit(id: "abc", app: shop, service: "shop_web_1", address: "172.18.0.5", port: 3000)
        let server = Plan.Server(slot: 1, unit: unit, draining: false)
        let line = "    description \(one.identity(poolSize: 64))\n"
        #expect(one.text(poolSize: 64, servers: []).contains(line))
        #expect(one.text(poolSize: 64, servers: [server]).contains(line))
        #expect(one.identity(poolSize: 64) != one.identity(poolSize: 128))
        #expect(try one.identity(poolSize: 64) != configuration { $0.httpPort = 80 }.identity(poolSize: 64))
    }

    @Test func anIPv6AddressIsBracketed() throws {
        let text = lines(try configuration { $0.address = "::1" }.text(poolSize: 1, servers: []))
        #expect(text.contains("bind [::1]:8080"))
    }

    @Test(arguments: ["/srv/my data", "/srv/a,b", "/srv/a(b", "/srv/a\"b", "/srv/a\\b", "/srv/$a"])
    func aFolderThatHAProxyCannotTakeIsRefused(root: String) {
        #expect(throws: Failure.self) { try HAProxyConfiguration(settings: Settings(), folder: Folder(root)) }
    }
}
