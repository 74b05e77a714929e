import Glibc
import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    /// What is cut off or found dead is brought in order without anybody's help, and said as it is.
    @Suite(.serialized) struct Repairs {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        @Test(.enabled(if: Transcript.isWanted, "make soak")) func aKilledScaleGoesBackToWhatTheLedgerSays() throws {
            let repository = try TestRepository("half-scaled", on: server)
            try repository.write(
                "Dockerfile",
                "FROM busybox\nEXPOSE 8080\nCMD [\"sh\", \"-c\", \"sleep 3; exec httpd -f -p 8080 -h /\"]\n")
            try repository.commit("one")
            #expect(try repository.push().status == 0)
            let ended = Shared<Command.Outcome?>(nil)
            Threads.start { [server] in ended.update { $0 = try? server.tried("ps", "scale", "half-scaled", "web=4") } }
            #expect(poll(for: 30) { (try? server.unitIDs("half-scaled"))?.count == 4 ? true : nil } == true)
            kill(try #require(try server.processes(named: "runner").first), SIGKILL)
            let outcome = try #require(poll(for: 20) { ended.value })
            #expect(outcome.status != 0)
            #expect(outcome.error.contains("ended by signal 9"), "\(outcome.error)")
            #expect(outcome.error.contains("slipway releases list half-scaled"))
            #expect(poll(for: 20) { (try? server.unitIDs("half-scaled"))?.count == 1 ? true : nil } == true)
            let releases = try server.releases("half-scaled")
            #expect(releases.map(\.outcome) == ["abandoned", "live"], "\(releases)")
        }

        @Test func aRestartOfAnAppWithoutUnitsBringsThemBack() throws {
            let repository = try TestRepository("lost-units", on: server)
            try repository.commit("one")
            #expect(try repository.push().status == 0)
            let keeper = try #require(try server.daemon("keeper").pid)
            kill(keeper, SIGSTOP)
            defer { kill(keeper, SIGCONT) }
            let service = try #require(try server.engineServices("lost-units").first)
            try server.docker("service", "scale", "--detach", "\(service)=0")
            #expect(poll(for: 20) { (try? server.unitIDs("lost-units"))?.isEmpty == true ? true : nil } == true)
            let restart = try server.ssh("ps restart lost-units")
            #expect(restart.status == 0, "\(restart.error)")
            #expect(server.get("lost-units")?.status == 200)
        }

        @Test func theWordsOfACommandAreInNoProcessList() throws {
            let repository = try TestRepository("discreet", on: server)
            try repository.commit("one")
            #expect(try repository.push().status == 0)
            let stop = Shared(false)
            let seen = Shared<[String]>([])
            let looked = Signal()
            Threads.start { [server] in
                while !stop.value {
                    for pid in Files.names(in: "/proc").compactMap({ Int32($0) }) {
                        let line = (try? Files.read("/proc/\(pid)/cmdline")) ?? ""
                        // The client's own is the user's affair.
                        if line.contains("xyzzy"), !line.hasPrefix("ssh\0") { seen.update { $0.append(line) } }
                        if line.hasPrefix("\(server.programs)/slipway\0") { looked.raise() }
                    }
                }
            }
            let set = try server.ssh("config set discreet SECRET=xyzzy")
            #expect(set.status == 0, "\(set.error)")
            stop.update { $0 = true }
            #expect(looked.wait(for: 1), "the command itself was seen")
            #expect(seen.value == [])
            #expect(try server.ssh("config set discreet OTHER=-", input: "from stdin\n").status == 0)
            #expect(try server.ssh("config get discreet OTHER").output == "from stdin\n")
        }

        @Test func whatABuildPrintsActsOnNoTerminal() throws {
            let repository = try TestRepository("painted", on: server)
            try repository.write("Dockerfile", "FROM busybox\nRUN printf '\\033[2Jred\\007\\n'; exit 3\n")
            try repository.commit("paints")
            let push = try repository.push()
            #expect(push.status != 0)
            #expect(push.error.contains("[2Jred"))
            #expect(!push.error.utf8.contains(0x1B) && !push.error.utf8.contains(7), "\(push.error)")
        }
    }
}
