import Glibc
import Model
import System
import TestSupport
import Testing

extension EndToEnd.Soak {
    /// The failure matrix: what a deploy needs is down, refuses or is locked.
    @Suite(.serialized) struct Outside {
        let server: TestServer
        let app: TrialApp

        private static let shared = Result { try TrialApp("outside", on: TestServer.shared.get()) }

        init() throws {
            app = try Self.shared.get()
            server = app.server
        }

        @Test func aBuildThatFails() throws {
            try Damage("build fails", app).run(.rejected) { damage in
                let push = try damage.push("", lines: "RUN echo no such thing && false")
                #expect(push.status != 0 && push.error.contains("no such thing"), "\(push.error)")
            }
        }

        @Test func aRegistryThatHangs() throws {
            try Damage("registry hangs (SIGSTOP)", app).run(.failed()) { damage in
                let registry = try #require(try server.daemon("registry").pid)
                kill(registry, SIGSTOP)
                defer { kill(registry, SIGCONT) }
                let push = try damage.startPush()
                let end = try push.end(within: 300)
                #expect(end.status != 0)
                damage.note(end)
            }
        }

        @Test func aRegistryThatIsKilled() throws {
            try Damage("registry killed -9 in a push of layers", app).run(.init(outcomes: ["live", "failed"])) {
                damage in
                let registry = try #require(try server.daemon("registry").pid)
                kill(registry, SIGSTOP)
                let push = try damage.startPush()
                _ = try damage.stage("pusher")
                try damage.barrier("a builder that has handed on") {
                    ProcessTable.of("builder", app: damage.app.name).isEmpty ? true : nil
                }
                kill(registry, SIGKILL)
                damage.note(try push.end(within: 120))
            }
        }

        @Test(arguments: ["password", "disk"]) func aRegistryThatRefuses(_ what: String) throws {
            try Damage("registry refuses (\(what))", app).run(.failed("pusher")) { damage in
                let registry = server.folder.registry
                let passwords = try Files.read("\(registry)/htpasswd")
                let layers = "\(registry)/data/docker"
                if what == "password" {
                    try Command(["sh", "-c", "echo 'nobody:x' >\(registry)/htpasswd"]).check("change the password")
                } else {
                    try Command(["mount", "--bind", "-o", "ro", layers, layers]).check("mount")
                    try Command(["mount", "-o", "remount,bind,ro", layers]).check("make it read-only")
                }
                let push = try damage.push("")
                if what == "password" {
                    try Command(["sh", "-c", "cat >\(registry)/htpasswd"], input: Array(passwords.utf8)).check("mend")
                } else {
                    try Command(["umount", layers]).check("unmount")
                }
                #expect(push.status != 0)
                damage.note((push.status, push.error))
            }
        }

        /// Pushed, and gone from registry and engine before the runner looks.
        @Test func anImageThatIsMissing() throws {
            try Damage("image missing when the runner wants it", app).run(.failed("No such image")) { damage in
                let registry = try #require(try server.daemon("registry").pid)
                let push = try damage.startPush(lines: "RUN sleep 1.0322")
                try damage.barrier("the gate") { ProcessTable.running("sleep 1.0322").first }
                kill(registry, SIGSTOP)
                _ = try damage.stage("pusher")
                let runner = try damage.stage("runner")
                runner.signal(SIGSTOP)
                kill(registry, SIGCONT)
                try damage.barrier("the pusher's end") {
                    ProcessTable.of("pusher", app: damage.app.name).isEmpty ? true : nil
                }
                let image = try server.docker(
                    "image", "ls", "--filter", "label=slipway.app=\(damage.app.name)", "--format", "{{.ID}}")
                try server.docker("image", "rm", "-f", String(try #require(image.split(separator: "\n").first)))
                try Files.remove(
                    "\(server.folder.registry)/data/docker/registry/v2/repositories/\(damage.app.name)/web/_manifests")
                runner.signal(SIGCONT)
                let end = try push.end()
                #expect(end.status != 0)
                damage.note(end)
            }
        }

        @Test(arguments: ["router", "haproxy", "engine", "registry", "sshd"])
        func aDaemonThatIsKilledWhileUnitsStart(_ name: String) throws {
            let visitors = ["haproxy", "engine"].contains(name)
            let outcomes: Set<String> = name == "engine" ? ["live", "failed", "abandoned"] : ["live"]
            try Damage("\(name) killed -9 while units start", app).run(
                .init(outcomes: outcomes, interrupts: visitors, within: 120)
            ) { damage in
                let push = try damage.startPush("start-after 4")
                _ = try damage.awaitRunnerWaiting()
                let before = try server.daemon(name)
                kill(try #require(before.pid), SIGKILL)
                damage.note(try push.end(within: 180))
                try damage.barrier("its restart") {
                    (try? server.daemon(name))?.restarts ?? 0 > before.restarts ? true : nil
                }
                try damage.awaitQuiet()
            }
        }

        @Test func anEngineThatIsKilledDuringABuild() throws {
            try Damage("engine killed -9 at the gate", app).run(
                .init(outcomes: ["none"], interrupts: true, within: 120)
            ) {
                damage in
                let push = try damage.startPush(lines: "RUN sleep 9.0322")
                try damage.barrier("the build's step") { ProcessTable.running("sleep 9.0322").first }
                kill(try #require(try server.daemon("engine").pid), SIGKILL)
                let end = try push.end()
                #expect(end.status != 0)
                damage.note(end)
                try damage.awaitQuiet()
            }
        }

        /// HAProxy goes on without it; the deploy waits for it until its limit.
        @Test func aRouterThatHangs() throws {
            try Damage("router hangs (SIGSTOP)", app).run(.failed()) { damage in
                let router = try #require(try server.daemon("router").pid)
                kill(router, SIGSTOP)
                defer { kill(router, SIGCONT) }
                let push = try damage.startPush()
                let end = try push.end(within: 300)
                #expect(end.status != 0)
                damage.note(end)
            }
        }

        @Test func aStoreThatIsLockedAtTheStart() throws {
            try Damage("Store locked as the record is opened", app).run(.init(outcomes: ["none"])) { damage in
                let lock = try StoreLock(server.folder.store)
                let push = try damage.startPush()
                let end = try push.end()
                lock.release()
                #expect(end.status != 0 && end.said.contains("another process holds its lock"), "\(end.said)")
                damage.note(end)
            }
        }

        @Test func aStoreThatIsLockedAtTheCommit() throws {
            try Damage("Store locked at the commit", app).run(.init(outcomes: ["failed", "abandoned"])) { damage in
                let push = try damage.startPush("start-after 2")
                _ = try damage.awaitRunnerWaiting()
                let lock = try StoreLock(server.folder.store)
                let end = try push.end()
                lock.release()
                #expect(end.status != 0 && end.said.contains("another process holds its lock"), "\(end.said)")
                damage.note(end)
            }
        }
    }
}
