import Glibc
import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    /// The ledger, and what makes a release without a build.
    @Suite(.serialized) struct Releases {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        /// An app with a page for each of some texts, pushed one after another.
        private func app(_ name: String, pages: String...) throws -> TestRepository {
            let repository = try TestRepository(name, on: server)
            for page in pages {
                try repository.write("page.html", "\(page)\n")
                try repository.commit(page)
                let push = try repository.push()
                #expect(push.status == 0, "\(push.error)")
            }
            return repository
        }

        private func outcomes(_ app: String) throws -> [String] { try server.releases(app).map(\.outcome) }

        @Test func rollbackServesTheOldContentAgainWithoutABuild() throws {
            let repository = try app("back", pages: "one", "two", "three")
            defer { withExtendedLifetime(repository) {} }
            let back = try server.ssh("rollback back")
            #expect(back.status == 0, "\(back.error)")
            #expect(!back.error.contains("Building"))
            #expect(server.get("back")?.body == "two\n")
            // Once more goes on to the one before, not back to what was left.
            #expect(try server.ssh("rollback back").status == 0)
            #expect(server.get("back")?.body == "one\n")
            let none = try server.ssh("rollback back")
            #expect(none.status == 66)
            #expect(none.error.contains("no release before v1"), "\(none.error)")
            #expect(try server.ssh("rollback back v3").status == 0)
            #expect(server.get("back")?.body == "three\n")
            let newest = try #require(try server.releases("back").first)
            #expect(newest.release == "v6" && newest.origin == "rollback" && newest.restores == "v3")
            #expect(try server.engineServices("back").count == 1)
            #expect(try server.ssh("rollback back v99").error.contains("no release v99"))
        }

        @Test func aChangeOfConfigurationIsAReleaseAndGoesBackWithIt() throws {
            let repository = try TestRepository("configured", on: server)
            try repository.write(
                "Dockerfile",
                "FROM busybox\nEXPOSE 8080\nCMD [\"sh\", \"-c\", \"env >/index.html; exec httpd -f -p 8080 -h /\"]\n")
            try repository.commit("first")
            #expect(try server.ssh("config set configured EARLY=bird").status == 0)
            #expect(try repository.push().status == 0)
            #expect(server.get("configured")?.body.contains("EARLY=bird") == true)
            let set = try server.ssh("config set configured GREETING='hello  world' SECRET=xyzzy")
            #expect(set.status == 0, "\(set.error)")
            #expect(!set.error.contains("xyzzy"))
            #expect(server.get("configured")?.body.contains("GREETING=hello  world\n") == true)
            #expect(try server.ssh("config get configured GREETING").output == "hello  world\n")
            #expect(try !server.ssh("config list configured").output.contains("xyzzy"))
            #expect(try server.ssh("releases show configured v2").output.contains("EARLY GREETING SECRET"))
            #expect(try server.ssh("config unset configured EARLY").status == 0)
            #expect(server.get("configured")?.body.contains("EARLY=") == false)
            #expect(try server.ssh("rollback configured v1").status == 0)
            let page = try #require(server.get("configured")?.body)
            #expect(page.contains("EARLY=bird") && !page.contains("GREETING"))
            #expect(try server.ssh("config list configured --quiet").output == "EARLY\n")
            #expect(try server.ssh("config set configured PORT=1").error.contains("set by Slipway itself"))
            for file in ["store/store.db", "store/store.db-wal"] {
                let bytes = (try? Files.read("\(server.folder.root)/\(file)")) ?? ""
                #expect(!bytes.contains("xyzzy"), "\(file)")
            }
        }

        @Test func unitsComeAndGoAndTheOnesThatStayAreTheSame() throws {
            let repository = try app("many", pages: "one")
            let up = try server.ssh("ps scale many web=4")
            #expect(up.status == 0, "\(up.error)")
            let four = try server.unitIDs("many")
            #expect(four.count == 4)
            #expect(try server.ssh("ps scale many web=2").status == 0)
            let two = try server.unitIDs("many")
            #expect(two.count == 2 && two.isSubset(of: four))
            let restart = try server.ssh("ps restart many")
            #expect(restart.status == 0, "\(restart.error)")
            let restarted = try server.unitIDs("many")
            #expect(restarted.count == 2 && restarted.isDisjoint(with: two))
            // The number holds for later deploys.
            try repository.commit("again")
            #expect(try repository.push().status == 0)
            #expect(try server.ssh("ps scale many").output.contains("web      2"))
            #expect(try server.unitIDs("many", release: "v4").count == 2)
            for wrong in ["ps scale many web=0", "ps scale many web", "ps scale many web=501"] {
                #expect(try server.ssh(wrong).status == 64, "\(wrong)")
            }
            #expect(try server.ssh("ps scale many worker=2").error.contains("it has: web"))
        }

        @Test func aStoppedAppHasNoUnitsAndStartsAgain() throws {
            let repository = try app("halted", pages: "one")
            #expect(try server.ssh("ps stop halted").status == 0)
            #expect(try server.unitIDs("halted").isEmpty)
            #expect(server.get("halted")?.status == 503)
            #expect(try server.ssh("ps restart halted").error.contains("ps start halted"))
            #expect(try server.ssh("ps start halted").status == 0)
            #expect(server.get("halted")?.body == "one\n")
            #expect(try server.ssh("ps stop halted").status == 0)
            try repository.commit("starts it")
            #expect(try repository.push().status == 0)
            #expect(server.get("halted")?.body == "one\n")
        }

        @Test func cancelEndsADeployThatIsNotLiveYet() throws {
            let repository = try app("called-off", pages: "one")
            try repository.write("Dockerfile", "FROM busybox\nEXPOSE 8080\nCMD [\"sleep\", \"1000\"]\n")
            try repository.commit("never up")
            let push = try repository.startPush()
            #expect(poll(for: 30) { (try? server.engineServices("called-off"))?.count == 2 ? true : nil } == true)
            let cancel = try server.ssh("releases cancel called-off")
            #expect(cancel.status == 0, "\(cancel.error)")
            #expect(cancel.error.contains("Cancelled v2"))
            #expect(push.wait() == 1)
            #expect(try outcomes("called-off") == ["cancelled", "live"])
            #expect(try server.releases("called-off").first?.reason == "cancelled by tester")
            #expect(server.get("called-off")?.body == "one\n")
            #expect(try server.engineServices("called-off").count == 1)
            #expect(try server.ssh("releases cancel called-off").status == 66)
        }

        @Test func aPushThatWaitedIsSupersededByOneThatWaitedToo() throws {
            let repository = try app("busy", pages: "one")
            try repository.write(
                "Dockerfile",
                "FROM busybox\nEXPOSE 8080\nCOPY page.html /index.html\nCMD [\"sh\", \"-c\", \"sleep 6; exec httpd -f -p 8080 -h /\"]\n"
            )
            try repository.commit("slow to start")
            var pushes = [try repository.startPush()]
            #expect(poll(for: 30) { (try? server.engineServices("busy"))?.count == 2 ? true : nil } == true)
            for page in ["two", "three"] {
                try repository.write("page.html", "\(page)\n")
                let commit = try repository.commit(page)
                pushes.append(try repository.startPush())
                let moved = poll(for: 30) { () -> Bool? in
                    let head = try? repository.git("ls-remote", server.remote("busy"), "refs/heads/main")
                    return head?.hasPrefix(commit) == true ? true : nil
                }
                #expect(moved == true)
            }
            #expect(pushes.map { $0.wait() } == [0, 1, 0])
            #expect(server.get("busy")?.body == "three\n")
            #expect(try Set(outcomes("busy")) == ["live", "replaced", "superseded"])
            #expect(try outcomes("busy").first == "live" || outcomes("busy").contains("superseded"))
        }

        @Test func aPushWhoseViewerIsKilledIsNoSuccessAndItsDeployGoesOn() throws {
            let repository = try app("unwatched", pages: "one")
            try repository.write(
                "Dockerfile",
                "FROM busybox\nEXPOSE 8080\nCOPY page.html /index.html\nCMD [\"sh\", \"-c\", \"sleep 3; exec httpd -f -p 8080 -h /\"]\n"
            )
            try repository.write("page.html", "two\n")
            try repository.commit("two")
            let push = try repository.startPush()
            #expect(poll(for: 30) { (try? server.engineServices("unwatched"))?.count == 2 ? true : nil } == true)
            let launcher = try #require(try server.processes(named: "launcher").first)
            kill(launcher, SIGKILL)
            #expect(push.wait() == 1)
            let follow = try server.ssh("releases follow unwatched")
            #expect(follow.status == 0, "\(follow.error)")
            #expect(follow.error.contains("serves"))
            #expect(server.get("unwatched")?.body == "two\n")
            #expect(try outcomes("unwatched") == ["live", "replaced"])
        }

        @Test func theLoserOfTwoPushesHearsWhoWon() throws {
            let repository = try app("race", pages: "one")
            let other = try repository.clone()
            for each in [repository, other] { try each.write("page.html", "\(each.path)\n") }
            try repository.write(
                "Dockerfile",
                "FROM busybox\nEXPOSE 8080\nRUN sleep 3\nCOPY page.html /index.html\nCMD [\"httpd\", \"-f\", \"-p\", \"8080\", \"-h\", \"/\"]\n"
            )
            try repository.commit("the slow one")
            let words = "\(repository.path).words"
            let slow = try repository.startPush(saying: words)
            #expect(poll(for: 30) { (try? server.processes(named: "builder"))?.isEmpty == false ? true : nil } == true)
            try other.commit("the quick one")
            #expect(try other.push().status == 0)
            #expect(slow.wait() != 0)
            let said = try Files.read(words)
            #expect(said.contains("main moved while you pushed: tester pushed"), "\(said)")
            #expect(said.contains("the quick one"))
            #expect(said.contains("git pull --rebase, then push again"))
        }
    }
}

extension TestServer {
    /// What `releases list` says, the newest first.
    struct ReleaseLine: Decodable {
        let release: String
        let outcome: String
        let reason: String?
        let origin: String
        let restores: String?
        let commit: String
    }

    func releases(_ app: String) throws -> [ReleaseLine] {
        let text = try slipway("releases", "list", app, "--format", "json")
        return try JSON.decode([ReleaseLine].self, from: text.utf8, source: "slipway releases list")
    }

    /// The containers of an app that run, of one release or of all.
    func unitIDs(_ app: String, release: String? = nil) throws -> Set<String> {
        struct Line: Decodable {
            let unit: String
            let release: String
        }
        let text = try slipway("ps", "list", app, "--format", "json")
        let lines = try JSON.decode([Line].self, from: text.utf8, source: "slipway ps list")
        return Set(lines.filter { release == nil || $0.release == release }.map(\.unit))
    }

    /// The ids of processes by the name of their program.
    func processes(named name: String) throws -> [Int32] {
        Files.names(in: "/proc").compactMap { Int32($0) }.filter {
            (try? Files.read("/proc/\($0)/comm")) == "\(name)\n"
        }
    }
}
