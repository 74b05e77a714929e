import Glibc
import Model
import System
import Testing

@testable import Routing

private let shop = AppName(unchecked: "shop")
private let blog = AppName(unchecked: "blog")
private let shopDomain = Domain(unchecked: "shop.localhost")
private let blogDomain = Domain(unchecked: "blog.localhost")

extension HAProxyTests {
    @Suite struct PageTests {
        @Test func maintenanceComesAndGoesWithoutAReloadAndTouchesNoOtherApp() throws {
            try Harness.run { harness in
                let unit = try harness.deploy(shop, "shop_web_1", domains: [shopDomain])
                let other = try harness.deploy(blog, "blog_web_1", domains: [blogDomain])
                defer { unit.stop(); other.stop() }
                let pid = try harness.client.sync().pid
                let client = try HTTPClient(harness.port)
                #expect(try client.get("shop.localhost").status == 200)
                harness.sources.live(shop, "shop_web_1", domains: [shopDomain], page: .maintenance)
                let state = try harness.client.sync()
                #expect(state.problem == nil)
                #expect(state.pages == ["shop.localhost": .maintenance])
                #expect(state.up("shop_web_1") == 1, "its unit stays in rotation underneath")
                for (method, host) in [("GET", "shop.localhost"), ("POST", "SHOP.localhost:80")] {
                    let page = try client.get(host, "/deep?a=<b>", method: method)
                    #expect(page.status == 503)
                    #expect(page.header("Content-Type") == "text/html")
                    #expect(page.header("Retry-After") == "60")
                    #expect(page.body.contains("<h1>503: shop is being worked on</h1>"))
                    #expect(!page.body.contains("<b>"))
                }
                #expect(try harness.get("blog.localhost").status == 200)
                harness.sources.live(shop, "shop_web_1", domains: [shopDomain])
                #expect(try harness.client.sync().pages == [:])
                #expect(try client.get("shop.localhost").status == 200)
                #expect(try harness.client.sync().pid == pid)
            }
        }

        @Test func aRequestThatRunsAsMaintenanceBeginsFinishes() throws {
            try Harness.run { harness in
                let unit = try harness.deploy(shop, "shop_web_1", domains: [shopDomain], slowness: 2)
                defer { unit.stop() }
                let done = Signal()
                let slow = Shared<Answer?>(nil)
                Threads.start {
                    let answer = try? HTTPClient(harness.port).get("shop.localhost", "/slow", method: "POST")
                    slow.update { $0 = answer }
                    done.raise()
                }
                let busy = poll(for: 5) { () -> Bool? in
                    (try? harness.client.sync())?.unit(unit.unit.id)?.sessions == 1 ? true : nil
                }
                #expect(busy == true)
                harness.sources.live(shop, "shop_web_1", domains: [shopDomain], page: .maintenance)
                _ = try harness.client.sync()
                #expect(try harness.get("shop.localhost").status == 503)
                #expect(slow.value == nil, "it still runs")
                done.wait(for: 5)
                #expect(slow.value?.status == 200)
            }
        }

        @Test func aStoppedAppSaysSoInPlainWords() throws {
            try Harness.run { harness in
                harness.sources.live(shop, "shop_web_1", domains: [shopDomain], page: .stopped)
                #expect(try harness.client.sync().pages == ["shop.localhost": .stopped])
                let page = try harness.get("shop.localhost")
                #expect(page.status == 503)
                #expect(page.header("Content-Type") == "text/plain")
                #expect(page.header("Retry-After") == "300")
                #expect(page.body == "503: shop is stopped\n")
                harness.sources.live(shop, "shop_web_1", domains: [shopDomain], page: .maintenance)
                #expect(try harness.client.sync().pages == ["shop.localhost": .maintenance])
                #expect(try harness.get("shop.localhost").body.contains("being worked on"))
                harness.sources.live(shop, "shop_web_1", domains: [shopDomain])
                _ = try harness.client.sync()
                #expect(try harness.get("shop.localhost").body == "503: no unit of shop.localhost is up\n")
            }
        }

        @Test func anAppWithNothingLiveHasItsPageAndElseNothing() throws {
            try Harness.run { harness in
                harness.sources.live(shop, nil, domains: [shopDomain], page: .maintenance)
                harness.sources.live(blog, nil, domains: [blogDomain])
                _ = try harness.client.sync()
                #expect(try harness.get("shop.localhost").body.contains("shop is being worked on"))
                #expect(try harness.get("blog.localhost").status == 404)
            }
        }

        @Test func aHAProxyThatStartsAnewHasThePage() throws {
            try Harness.run { harness in
                let unit = try harness.deploy(shop, "shop_web_1", domains: [shopDomain])
                defer { unit.stop() }
                harness.sources.live(shop, "shop_web_1", domains: [shopDomain], page: .maintenance)
                _ = try harness.client.sync()
                harness.stopRouter()
                harness.killHAProxy()
                try harness.startHAProxy()
                #expect(try harness.get("shop.localhost").status == 503)
                try harness.startRouter()
                #expect(try harness.client.sync().generation == 0, "it was right as it was")
            }
        }

        @Test func whatMaintenanceAnswersIsNotLogged() throws {
            try Harness.run { harness in
                harness.sources.live(shop, nil, domains: [shopDomain], page: .maintenance)
                _ = try harness.client.sync()
                #expect(try harness.get("shop.localhost", "/hidden").status == 503)
                #expect(try harness.get("nobody.localhost", "/missing").status == 404)
                harness.sources.live(shop, "shop_web_1", domains: [shopDomain])
                _ = try harness.client.sync()
                #expect(try harness.get("shop.localhost", "/shown").status == 503)
                let log = poll(for: 5) { () -> String? in
                    let log = try? Files.read("\(harness.folder.root)/haproxy.log")
                    return log?.contains("/shown") == true ? log : nil
                }
                #expect(log?.contains("/hidden") == false)
            }
        }
    }
}
