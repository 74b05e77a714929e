import Glibc
import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    /// What is killed comes back by itself, and answers for the right app.
    @Suite(.serialized) struct Recovery {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        /// Two apps that answer, so that a wrong answer would be seen.
        private func two(_ first: String, _ second: String) throws -> [TestRepository] {
            try [first, second].map { app in
                let repository = try TestRepository(app, on: server)
                try repository.write("page.html", "this is \(app)\n")
                try repository.commit("first")
                let push = try repository.push()
                #expect(push.status == 0, "\(push.error)")
                return repository
            }
        }

        /// Asks both until they answer again; no answer on the way may be another app's.
        private func expectBack(_ apps: [String], within seconds: Double = 120) {
            for app in apps {
                let back = poll(for: seconds) { () -> Bool? in
                    guard let answer = server.get(app, limit: 2), answer.status == 200 else { return nil }
                    #expect(answer.body == "this is \(app)\n")
                    return true
                }
                #expect(back == true, "\(app) answers again")
            }
        }

        @Test func killedUnitComesBack() throws {
            let apps = try two("unit-a", "unit-b")
            defer { withExtendedLifetime(apps) {} }
            let container = try server.docker("ps", "-q", "--filter", "label=slipway.app=unit-a").split(
                separator: "\n")[0]
            let pid = try server.docker("inspect", "--format", "{{.State.Pid}}", String(container))
            kill(try #require(pid_t(pid.dropLast())), SIGKILL)
            #expect(
                poll(for: 10) { server.get("unit-a", limit: 2)?.status == 200 ? nil : true } == true, "it is gone first"
            )
            expectBack(["unit-a", "unit-b"])
        }

        @Test(arguments: ["haproxy", "router"]) func killedDaemonComesBack(_ name: String) throws {
            let apps = try two("\(name)-a", "\(name)-b")
            defer { withExtendedLifetime(apps) {} }
            let before = try server.daemon(name)
            kill(try #require(before.pid), SIGKILL)
            #expect(poll(for: 20) { (try? server.daemon(name))?.restarts ?? 0 > before.restarts ? true : nil } == true)
            expectBack(["\(name)-a", "\(name)-b"])
            let repository = try TestRepository("\(name)-c", on: server)
            let commit = try repository.commit("after")
            let push = try repository.push()
            #expect(push.status == 0, "\(push.error)")
            #expect(server.page("\(name)-c", saying: commit))
        }

        @Test func killedEngineComesBackWithItsApps() throws {
            let apps = try two("engine-a", "engine-b")
            defer { withExtendedLifetime(apps) {} }
            let before = try server.daemon("engine")
            kill(try #require(before.pid), SIGKILL)
            #expect(
                poll(for: 20) { (try? server.daemon("engine"))?.restarts ?? 0 > before.restarts ? true : nil } == true)
            expectBack(["engine-a", "engine-b"])
        }

        @Test func downAndUpBringsAppsBack() throws {
            let apps = try two("down-a", "down-b")
            defer { withExtendedLifetime(apps) {} }
            try server.down()
            #expect(server.get("down-a", limit: 2) == nil)
            #expect(try server.tried("status").status != 0)
            try server.up()
            expectBack(["down-a", "down-b"])
        }
    }
}

extension TestServer {
    struct Daemon: Decodable {
        let name: String
        let pid: Int32?
        let restarts: Int
    }

    /// What `slipway status` says of one daemon.
    func daemon(_ name: String) throws -> Daemon {
        let text = try tried("status", "--format", "json").output
        let all = try JSON.decode([Daemon].self, from: text.utf8, source: "slipway status")
        return try #require(all.first { $0.name == name })
    }
}
