import Glibc
import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    /// Each trouble is made on the server that runs, and mended with exactly what the doctor says.
    @Suite(.serialized) struct DoctorSuite {
        private struct Finding: Decodable, CustomStringConvertible {
            let area: String
            let state: String
            let text: String
            let mend: String?
            var description: String { "\(area) \(state): \(text) [\(mend ?? "-")]" }
        }

        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        private func doctor() throws -> (status: Int32, findings: [Finding]) {
            let outcome = try server.tried("doctor", "--format", "json")
            return (
                outcome.status, try JSON.decode([Finding].self, from: outcome.output.utf8, source: outcome.error)
            )
        }

        /// What isn't well; the clock of a test's host is none of ours.
        private func problems() throws -> (status: Int32, problems: [Finding]) {
            let (status, findings) = try doctor()
            return (status, findings.filter { $0.state != "ok" && $0.area != "clock" })
        }

        /// What was mended may take a moment.
        private func expectHealth(within seconds: Double = 0) throws {
            var last: [Finding] = []
            let isWell = try poll(for: seconds, every: 0.2) { () -> Bool? in
                let (status, problems) = try problems()
                last = problems
                return status == 0 && problems.isEmpty ? true : nil
            }
            #expect(isWell == true, "\(last)")
        }

        /// The trouble is found with this mend, which is then carried out, and all is well again.
        private func expectTrouble(_ area: String, _ text: String, mend: String) throws {
            let (status, problems) = try problems()
            #expect(status == 1)
            let found = problems.first { $0.area == area && $0.state == "failed" && $0.text.contains(text) }
            #expect(found?.mend == mend, "\(problems)")
            try Command(
                ["/bin/sh", "-c", mend], environment: withPrograms, limit: 120
            ).check("mend it")
            try expectHealth(within: 20)
        }

        private var withPrograms: [String: String] {
            var environment = server.plain
            environment["PATH"] = "\(server.programs):\(Programs.defaultPath)"
            return environment
        }

        private func pid(of daemon: String) throws -> Int32 {
            let daemons = try JSON.decode(
                [TestServer.Daemon].self, from: server.slipway("status", "--format", "json").utf8, source: "status")
            return try #require(daemons.first { $0.name == daemon }?.pid)
        }

        /// It would remove what is left before anybody saw it. An app's lock comes first: so it isn't stopped with that.
        private func stopKeeper(before app: String) throws -> (lock: FileLock, keeper: Int32) {
            let lock = try FileLock.acquire(server.folder.lock(AppName(unchecked: app)))
            let keeper = try pid(of: "keeper")
            #expect(kill(keeper, SIGSTOP) == 0)
            return (lock, keeper)
        }

        @Test func aHealthyServerIsWellForRootAndOverSSH() throws {
            let (status, findings) = try doctor()
            #expect(status == 0, "\(findings)")
            #expect(
                Set(findings.map(\.area)) == [
                    "server", "engine", "swarm", "networks", "registry", "router", "sshd", "hooks", "store", "disk",
                    "clock", "tools", "apps",
                ])
            try expectHealth()
            let table = try server.tried("doctor")
            #expect(table.status == 0)
            #expect(table.output.contains("AREA") && table.output.contains("with our password"), "\(table.output)")
            let remote = try server.ssh("doctor")
            #expect(remote.status == 0, "\(remote.output)\(remote.error)")
            #expect(remote.output.contains("only root sees whether its ports are closed"), "\(remote.output)")
        }

        @Test func aDaemonThatIsStoppedIsNamed() throws {
            let pid = try pid(of: "registry")
            #expect(kill(pid, SIGSTOP) == 0)
            defer { kill(pid, SIGCONT) }
            let (status, problems) = try problems()
            #expect(status == 1)
            #expect(problems.contains { $0.area == "registry" && $0.mend == "kill -CONT \(pid)" }, "\(problems)")
            try expectTrouble("server", "registry is stopped by a signal", mend: "kill -CONT \(pid)")
        }

        @Test(.enabled(if: Transcript.isWanted, "make soak")) func aWorkerOfHAProxyThatHangsIsFoundByAskingIt() throws {
            let master = try pid(of: "haproxy")
            let text = try Files.read("/proc/\(master)/task/\(master)/children")
            let worker = try #require(text.split(separator: " ").compactMap { Int32($0) }.last)
            #expect(kill(worker, SIGSTOP) == 0)
            defer { kill(worker, SIGCONT) }
            try expectTrouble("router", "HAProxy", mend: "kill -KILL \(master)")
        }

        @Test func aHookThatGitWouldPassOverIsFound() throws {
            let hook = "\(server.work)/prefix/share/slipway/hooks/pre-receive"
            #expect(chmod(hook, 0o644) == 0)
            defer { chmod(hook, 0o755) }
            try expectTrouble("hooks", "is not executable: git passes it over", mend: "chmod 755 \(hook)")
        }

        @Test(.enabled(if: Transcript.isWanted, "make soak")) func aStageOfAnotherVersionIsFound() throws {
            let stage = "\(server.programs)/pusher"
            #expect(rename(stage, "\(stage).kept") == 0)
            defer { rename("\(stage).kept", stage) }
            try Files.write(stage, "#!/bin/sh\necho pusher 0.0.1\n", mode: 0o755)
            let (status, problems) = try problems()
            #expect(status == 1)
            #expect(problems.map(\.text).contains { $0.contains("says 'pusher 0.0.1'") }, "\(problems)")
        }

        @Test(.enabled(if: Transcript.isWanted, "make soak")) func keysThatTheStoreDoesNotHaveAreFound() throws {
            let file = server.folder.authorizedKeys
            let kept = try Files.read(file)
            let descriptor = try Descriptor.open(file, O_WRONLY | O_APPEND)
            try descriptor.write("ssh-ed25519 AAAA intruder\n")
            let (status, problems) = try problems()
            #expect(status == 1 && problems.map(\.area) == ["sshd"], "\(problems)")
            #expect(problems.first?.mend == "slipway down && slipway up --detach")
            let whole = try Descriptor.open(file, O_WRONLY | O_TRUNC)
            try whole.write(kept)
            try expectHealth()
        }

        @Test func whatACutOffDeployLeftIsFound() throws {
            let repository = try TestRepository("patient", on: server)
            try repository.commit("first")
            #expect(try repository.push().status == 0)
            defer { _ = try? server.tried("app", "destroy", "patient", "--confirm", "patient") }
            try expectHealth()
            let (lock, keeper) = try stopKeeper(before: "patient")
            defer { kill(keeper, SIGCONT) }
            try server.docker(
                "service", "create", "--detach", "--quiet", "--name", "patient_web_old", "--replicas", "0", "--label",
                "slipway.app=patient", "--endpoint-mode", "dnsrr", "busybox")
            let meanwhile = try problems().problems
            #expect(meanwhile.map(\.area) == ["server"], "what is worked on is not judged")
            flock(lock.descriptor.number, LOCK_UN)
            let left = try problems().problems.first { $0.area == "apps" }
            #expect(left?.text == "'patient' has service 'patient_web_old' left over")
            #expect(left?.mend == "slipway gc")
            try server.slipway("gc")
            kill(keeper, SIGCONT)
            try expectHealth()

            let unit = try server.docker("ps", "--quiet", "--no-trunc", "--filter", "label=slipway.app=patient")
            let id = String(unit.prefix { $0 != "\n" })
            _ = try UnixSocket.ask(server.folder.routerSocket, "retire \(id)\n")
            try expectTrouble("apps", "'patient' has 0 of 1 × web up", mend: "slipway ps restart patient")
        }

        @Test(.enabled(if: Transcript.isWanted, "make soak")) func aNetworkOfAnAppThatHasGoneIsAWarning() throws {
            // Of an app that this server never had it says nothing: the engine may serve others.
            try server.docker("network", "create", "--label", "slipway.app=ghost", "ghost_default")
            try expectHealth()
            try server.slipway("app", "create", "ghost")
            try server.slipway("app", "destroy", "ghost", "--confirm", "ghost")
            let (lock, keeper) = try stopKeeper(before: "ghost")
            defer { kill(keeper, SIGCONT) }
            try server.docker("network", "create", "--label", "slipway.app=ghost", "ghost_default")
            let meanwhile = try problems().problems
            #expect(meanwhile.map(\.area) == ["server"], "what is worked on is not judged")
            flock(lock.descriptor.number, LOCK_UN)
            let orphan = try problems().problems.first { $0.area == "networks" }
            #expect(orphan?.state == "warning" && orphan?.mend == "slipway gc")
            try server.slipway("gc")
            kill(keeper, SIGCONT)
            try expectHealth()
        }

        @Test(.enabled(if: Transcript.isWanted, "make soak")) func openPortsAndAServerThatIsDownAreFound() throws {
            let tables = try Command(["nft", "list", "tables"]).check("list").split(separator: "\n")
            let table = try #require(tables.first { $0.contains("inet slipway_") }?.split(separator: " ").last)
            try Command(["nft", "delete", "table", "inet", String(table)]).check("open Swarm's ports")
            let (status, problems) = try problems()
            #expect(status == 1 && problems.first?.text.contains("its ports are open") == true, "\(problems)")
            try server.down()
            let down = try doctor()
            #expect(down.status == 1)
            #expect(down.findings.first?.mend == "slipway up --detach")
            #expect(down.findings.count { $0.state == "failed" } == 1, "one trouble, told once: \(down.findings)")
            try server.up()
            try expectHealth()
        }
    }
}
