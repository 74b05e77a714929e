import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    @Suite(.serialized) struct Failures {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        @Test func brokenDockerfileIsRejectedAndChangesNothing() throws {
            let repository = try TestRepository("broken", on: server)
            let good = try repository.commit("good")
            #expect(try repository.push().status == 0)

            try repository.write("Dockerfile", "FROM busybox\nRUN echo about to fail && false\n")
            try repository.commit("broken")
            let push = try repository.push()
            #expect(push.status != 0)
            #expect(push.error.contains("remote rejected"), "\(push.error)")
            #expect(push.error.contains("RUN echo about to fail && false"))
            #expect(push.error.contains("about to fail"))
            #expect(try repository.git("ls-remote", server.remote("broken"), "refs/heads/main").hasPrefix(good))
            #expect(server.get("broken")?.body.contains(good) == true)
            #expect(try server.slipway("releases", "list", "broken", "--quiet") == "v1\n")
        }

        @Test func noDockerfileIsRejectedWithWhatToDo() throws {
            let repository = try TestRepository("nothing", on: server)
            try repository.git("rm", "-q", "-f", "--ignore-unmatch", "Dockerfile")
            try Files.remove("\(repository.path)/Dockerfile")
            try repository.commit("no Dockerfile")
            let push = try repository.push()
            #expect(push.status != 0)
            #expect(push.error.contains("nor a Dockerfile in"), "\(push.error)")
            #expect(push.error.contains("add a 'Dockerfile'"))
        }

        /// The cause lies outside the repository, in a base image, so that it can be mended without a commit.
        @Test func crashAtStartKeepsTheOldReleaseAndSaysWhy() throws {
            try server.importBase("base-of-crash", start: "exec httpd -f -p 8080 -h /")
            let repository = try TestRepository("crash", on: server)
            try repository.write(
                "Dockerfile", "FROM base-of-crash\nEXPOSE 8080\nCOPY page.html /index.html\nCMD [\"/start\"]\n")
            try repository.write("page.html", "the good one\n")
            try repository.commit("good")
            let first = try repository.push()
            #expect(first.status == 0, "\(first.error)")
            #expect(server.get("crash")?.body == "the good one\n")

            try server.importBase(
                "base-of-crash", start: "echo cannot find my database; cut -d ' ' -f 1 /proc/uptime; exit 7")
            try repository.write("page.html", "the new one\n")
            try repository.commit("crashes")
            let push = try repository.push()
            let ended = try Self.uptime(Files.read("/proc/uptime"))
            #expect(push.status != 0)
            #expect(push.error.contains("exit code 7"), "\(push.error)")
            #expect(push.error.contains("cannot find my database"))
            let lines = push.error.split(separator: "\n").map(String.init)
            let said = try #require(lines.firstIndex { $0.contains("cannot find my database") })
            let crashed = try Self.uptime(lines[said + 1].drop { !$0.isNumber })
            #expect(ended - crashed < 2, "told \(ended - crashed) s after the crash")
            #expect(server.get("crash")?.body == "the good one\n")

            let again = try repository.push()
            #expect(again.status == 1, "\(again.error)")
            #expect(again.error.contains("exit code 7"), "\(again.error)")
            #expect(again.error.contains("slipway deploy crash"))

            try server.importBase("base-of-crash", start: "exec httpd -f -p 8080 -h /")
            let deploy = try server.ssh("deploy crash")
            #expect(deploy.status == 0, "\(deploy.error)")
            #expect(server.get("crash")?.body == "the new one\n")
            let releases = try server.slipway("releases", "list", "crash")
            #expect(releases.contains("failed") && releases.contains("live"), "\(releases)")
            #expect(try server.engineServices("crash").count == 1, "only what serves is left")
        }

        /// The first word of /proc/uptime, in seconds.
        private static func uptime(_ text: some StringProtocol) throws -> Double {
            try #require(Double(text.prefix { $0.isNumber || $0 == "." }))
        }

        @Test func whatTheRegistryLostIsPushedAgain() throws {
            let repository = try TestRepository("lost", on: server)
            try repository.commit("first")
            #expect(try repository.push().status == 0)
            let manifests = "\(server.folder.registry)/data/docker/registry/v2/repositories/lost"
            try Files.remove(manifests)
            let deploy = try server.ssh("deploy lost")
            #expect(deploy.status == 0, "\(deploy.error)")
            #expect(deploy.error.contains("Pushed web"))
            #expect(Files.exists(manifests))
        }

        @Test func anAppThatDoesNotExistIsNamed() throws {
            let repository = try TestRepository("missing", on: server, create: false)
            try repository.commit("first")
            let push = try repository.push()
            #expect(push.status != 0)
            #expect(push.error.contains("app 'missing' does not exist"))
            #expect(push.error.contains("app create missing"))
        }
    }
}

extension TestServer {
    /// An image made here that runs a script at its start.
    func importBase(_ name: String, start: String) throws {
        let folder = try TemporaryFolder(below: work)
        try Files.write("\(folder.path)/start", "#!/bin/sh\n\(start)\n", mode: 0o755)
        try Files.write("\(folder.path)/Dockerfile", "FROM busybox\nCOPY start /start\n")
        var environment = plain
        environment["DOCKER_BUILDKIT"] = "1"
        try Command(["/usr/bin/docker", "build", "-q", "-t", name, folder.path], environment: environment).check(
            "build '\(name)'")
    }

    /// The names of an app's services in the engine.
    func engineServices(_ app: String) throws -> [String] {
        try docker("service", "ls", "--filter", "label=\(EngineLabel.app)=\(app)", "--format", "{{.Name}}")
            .split(separator: "\n").map(String.init)
    }
}
