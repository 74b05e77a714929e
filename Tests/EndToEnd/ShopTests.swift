import Glibc
import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    /// examples/shop: five services of a fig.yml, whose page says from which of them a nonce came back.
    @Suite(.serialized) struct Shop {
        let server: TestServer

        init() throws {
            server = try TestServer.shared.get()
            try Command(["\(server.root)/scripts/shop-images"], environment: Environment.all, limit: 120).check(
                "make the shop's images")
        }

        @Test func stoppingEachServiceChangesExactlyItsLine() throws {
            let repository = try TestRepository("shop", on: server, example: "shop")
            try repository.commit("open")
            let push = try repository.push()
            try #require(push.status == 0, "\(push.error)")
            let resume = try server.stopKeeper()
            defer { resume() }

            for service in ["redis", "pricing", "catalogue", "auth"] {
                let before = try #require(page { $0.isWhole }, "'\(service)' is still up")
                let name = try scale(service, to: 0)
                let after = try #require(page { $0.lines[service] == "no answer" }, "'\(service)' is stopped")
                #expect(after.nonce != before.nonce)
                for other in ShopPage.services where other != service {
                    // Nobody but catalogue is linked to pricing: what was known of it stays.
                    let isAskable = (other, service) != ("pricing", "catalogue")
                    let expected = "answered \(isAskable ? after.nonce : before.nonce)"
                    #expect(after.lines[other] == expected, "'\(name)' is stopped: \(after)")
                }
                try scale(service, to: 1)
            }
            #expect(page { $0.isWhole } != nil)
        }

        @Test(.enabled(if: Transcript.isWanted)) func withoutWebTheRouterSaysSo() throws {
            let repository = try TestRepository("shop-closed", on: server, example: "shop")
            try repository.commit("open")
            try #require(try repository.push().status == 0)
            let resume = try server.stopKeeper()
            defer { resume() }
            let others = try server.unitIDs("shop-closed").count - 1
            try scale("web", of: "shop-closed", to: 0)
            #expect(poll(for: 20) { server.get("shop-closed")?.status == 503 ? true : nil } == true)
            #expect(try server.unitIDs("shop-closed").count == others)
            try scale("web", of: "shop-closed", to: 1)
            #expect(page(of: "shop-closed") { $0.isWhole } != nil)
        }

        @Test(.enabled(if: Transcript.isWanted)) func aChangedPriceLeavesTheOtherServicesUnits() throws {
            let repository = try TestRepository("shop-priced", on: server, example: "shop")
            try repository.commit("open")
            try #require(try repository.push().status == 0)
            let before = try server.unitIDs("shop-priced")
            #expect(before.count == 5)
            let script = try repository.read("pricing/index.cgi")
            try repository.write("pricing/index.cgi", script + "# and nothing else\n")
            try repository.commit("change pricing")
            let push = try repository.push()
            #expect(push.status == 0, "\(push.error)")
            let page = page(of: "shop-priced") { $0.isWhole }
            #expect(page != nil)
            // The old unit goes once the swarm has had the time to forget its address.
            let kept = try poll(for: 20) { () -> Int? in
                let kept = try server.unitIDs("shop-priced").intersection(before).count
                return kept < 5 ? kept : nil
            }
            #expect(kept == 4, "\(push.error)")
        }

        /// The first page that is as asked for, within a time that a stopped service's restart takes.
        private func page(of app: String = "shop", where isWanted: (ShopPage) -> Bool) -> ShopPage? {
            poll(for: 30) {
                guard let answer = server.get(app, limit: 5), answer.status == 200 else { return nil }
                return ShopPage(answer.body).flatMap { isWanted($0) ? $0 : nil }
            }
        }

        /// By hand, waiting for its units to end; its name in the engine.
        @discardableResult
        private func scale(_ service: String, of app: String = "shop", to count: Int) throws -> String {
            let name = try #require(
                try server.engineServices(app).first { $0 == "\(app)_\(service)" || $0.hasPrefix("\(app)_\(service)_") }
            )
            try server.docker("service", "scale", "--detach", "\(name)=\(count)")
            let label = "label=com.docker.swarm.service.name=\(name)"
            let isDone: Bool? = try poll(for: 30) {
                try server.docker("ps", "-q", "--filter", label).split(separator: "\n").count == count ? true : nil
            }
            #expect(isDone == true, "'\(name)' has \(count) units")
            return name
        }
    }
}

/// What the shop's page says.
private struct ShopPage: CustomStringConvertible {
    static let services = ["web", "auth", "catalogue", "pricing", "redis"]

    let nonce: String
    /// By service.
    let lines: [String: String]

    /// Nil unless there is a headline with a nonce and exactly one line for each service.
    init?(_ body: String) {
        guard let start = body.firstRange(of: "<h1>Shop ")?.upperBound else { return nil }
        nonce = String(body[start...].prefix { $0 != "<" })
        var lines: [String: String] = [:]
        for line in body.split(separator: "\n") {
            guard let cut = line.firstRange(of: ": ") else { continue }
            let service = String(line[..<cut.lowerBound])
            guard lines.updateValue(String(line[cut.upperBound...]), forKey: service) == nil else { return nil }
        }
        guard lines.keys.sorted() == Self.services.sorted() else { return nil }
        self.lines = lines
    }

    var isWhole: Bool { lines.values.allSatisfy { $0 == "answered \(nonce)" } }

    var description: String { "\(nonce): \(lines)" }
}

extension TestServer {
    /// Stops the keeper, which would undo what a test changes by hand; what lets it go on.
    func stopKeeper() throws -> () -> Void {
        let keeper = try #require(try daemon("keeper").pid)
        kill(keeper, SIGSTOP)
        return { kill(keeper, SIGCONT) }
    }
}
