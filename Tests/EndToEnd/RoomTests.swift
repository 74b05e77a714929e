import Glibc
import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    /// What no kept release needs goes by itself, and nothing else does.
    @Suite(.serialized) struct Rooms {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        /// Changes the server's settings for one test, as `slipway up` with options does.
        private func with(_ change: (inout Settings) -> Void, _ body: () throws -> Void) throws {
            let before = try Settings.load(server.folder)
            var settings = before
            change(&settings)
            func save(_ settings: Settings) throws {
                try Files.write(server.folder.settings, JSON.pretty(settings), mode: 0o644)
            }
            try save(settings)
            let outcome = Result { try body() }
            try save(before)
            try outcome.get()
        }

        private func deploy(_ repository: TestRepository, _ text: String) throws {
            try repository.write("page.html", "<p>\(text) @COMMIT@</p>\n")
            try repository.commit(text)
            let push = try repository.push()
            #expect(push.status == 0, "\(push.error)")
        }

        /// The engine's images of an app, by their tags.
        private func images(_ app: String) throws -> [String] {
            try server.docker("images", "--filter", "label=slipway.app=\(app)", "--format", "{{.Repository}}:{{.Tag}}")
                .split(separator: "\n").map(String.init)
        }

        private func manifests(_ app: String) -> String {
            "\(server.folder.registryRepositories(AppName(unchecked: app)))/web/_manifests"
        }

        private func releaseTags(_ app: String) -> Set<String> {
            Set(Files.names(in: "\(manifests(app))/tags").filter { $0.hasPrefix("v") })
        }

        private func logs(_ app: String) -> [String] {
            Files.names(in: "\(server.folder.logs)/\(app)").filter { $0.hasSuffix(".log") }
        }

        /// All blobs of the registry, in bytes.
        private var stored: Int { Files.bytes("\(server.folder.registry)/data/docker/registry/v2/blobs") }

        /// Takes a release's image away from the engine; its name in the registry.
        private func takeAway(_ app: String, tag: String) throws -> String {
            let link = "\(manifests(app))/tags/\(tag)/current/link"
            let name = "\(server.settings.registry)/\(app)/web@\(try Files.read(link))"
            let id = try server.docker("image", "inspect", "--format", "{{.Id}}", name).dropLast()
            // Units of a release that has just been replaced take a moment to end.
            let removed: Bool? = poll(for: 60, every: 0.5) {
                (try? server.docker("rmi", "--force", String(id))) == nil ? nil : true
            }
            #expect(removed == true)
            #expect(throws: Failure.self, "the control: the engine lacks it") {
                try server.docker("image", "inspect", name)
            }
            return name
        }

        /// Takes an image away from the engine, and pulls it again from the registry by its digest.
        private func pullAnew(_ app: String, tag: String) throws {
            let name = try takeAway(app, tag: tag)
            let password = try Files.read(server.folder.registryPassword)
            try server.docker("login", "--username", "slipway", "--password", password, server.settings.registry)
            try server.docker("pull", "--quiet", name)
        }

        @Test func afterManyDeploysExactlyTheKeptReleasesAreThere() throws {
            let repository = try TestRepository("roomy", on: server)
            try with({ $0.keep = 3 }) {
                for number in 1...12 { try deploy(repository, "release \(number)") }
                let settled: Bool? = try poll(for: 90, every: 0.5) {
                    try images("roomy").count == 3 && logs("roomy").count == 3
                        && releaseTags("roomy") == ["v10", "v11", "v12"] ? true : nil
                }
                let left = "images \(try images("roomy")), logs \(logs("roomy")), tags \(releaseTags("roomy"))"
                #expect(settled == true, "\(left)")
                let listed = try server.slipway("releases", "list", "roomy", "--quiet")
                #expect(listed == "v12\nv11\nv10\n")
                try server.slipway("gc")
                let collected: Bool? = poll(for: 30) { Files.exists(server.folder.registryLeftovers) ? nil : true }
                #expect(collected == true, "the collector has run")
                #expect(Files.names(in: "\(manifests("roomy"))/revisions/sha256").count == 3)
                let layers = "\(server.folder.registryRepositories(AppName(unchecked: "roomy")))/web/_layers/sha256"
                let dangling = Files.names(in: layers).filter {
                    !Files.exists(
                        "\(server.folder.registry)/data/docker/registry/v2/blobs/sha256/\($0.prefix(2))/\($0)")
                }
                #expect(dangling.isEmpty, "no link to a layer that has gone")
                try pullAnew("roomy", tag: "v10")
                #expect(server.get("roomy")?.body.contains("release 12") == true)
                _ = try takeAway("roomy", tag: "v10")
                try server.slipway("rollback", "roomy", "v10")
                #expect(server.get("roomy")?.body.contains("release 10") == true)
                try deploy(repository, "release 3")
                #expect(server.get("roomy")?.body.contains("release 3") == true, "what was dropped deploys again")
            }
        }

        @Test(.enabled(if: Transcript.isWanted, "make soak")) func gcDuringPushesAndKilledAtAnyMomentHarmsNone() throws
        {
            let repository = try TestRepository("harmless", on: server)
            try with({ $0.keep = 2 }) {
                let stop = Shared(false)
                let done = Signal()
                let (program, environment) = ("\(server.programs)/slipway", server.plain)
                Threads.start {
                    var round: UInt32 = 0
                    while !stop.value {
                        round += 1
                        guard let null = try? Descriptor.open("/dev/null", O_RDWR),
                            let child = try? Child(
                                [program, "gc"], environment: environment,
                                streams: .init(input: null, output: null, error: null))
                        else { break }
                        // Every other one is killed somewhere on its way.
                        if round % 2 == 0 {
                            usleep(40_000 * (round % 9))
                            child.signal(SIGKILL)
                        }
                        _ = child.wait()
                    }
                    done.raise()
                }
                for number in 1...8 { try deploy(repository, "during \(number)") }
                stop.update { $0 = true }
                #expect(done.wait(for: 60))
                #expect(server.get("harmless")?.body.contains("during 8") == true)
                let settled: Bool? = try poll(for: 60, every: 0.5) {
                    try server.slipway("gc")
                    return releaseTags("harmless") == ["v7", "v8"] ? true : nil
                }
                #expect(settled == true, "\(releaseTags("harmless"))")
                try pullAnew("harmless", tag: "v7")
                try deploy(repository, "after")
            }
        }

        @Test func aDryRunListsWhatGoesAndRemovesNothing() throws {
            let keeper = try #require(try server.daemon("keeper").pid)
            let repository = try TestRepository("dry", on: server)
            for number in 1...3 { try deploy(repository, "dry \(number)") }
            kill(keeper, SIGSTOP)
            defer { kill(keeper, SIGCONT) }
            let settled: Bool? = try poll(for: 60, every: 0.5) {
                try server.docker("ps", "--all", "--quiet", "--filter", "label=slipway.app=dry").split(separator: "\n")
                    .count == 1 ? true : nil
            }
            #expect(settled == true)
            try with({ $0.keep = 1 }) {
                let before = (try images("dry"), releaseTags("dry"), logs("dry"), stored)
                let first = try server.slipway("gc", "--dry-run", "--format", "json")
                #expect(try server.slipway("gc", "--dry-run", "--format", "json") == first)
                #expect(before == (try images("dry"), releaseTags("dry"), logs("dry"), stored))
                #expect(first.contains("\"v1\"") && first.contains("\"manifest\""), "\(first)")
                #expect(try server.slipway("gc", "--format", "json") == first)
                #expect(try images("dry").count == 1)
                #expect(releaseTags("dry") == ["v3"] && logs("dry").count == 1)
                #expect(stored < before.3)
                #expect(try server.slipway("gc", "--dry-run", "--quiet") == "")
            }
        }

        @Test(.enabled(if: Transcript.isWanted, "make soak")) func whatAnAppLeftThatIsNotThereGoesAndOnlyThat() throws {
            for app in ["ghost", "stranger"] {
                try server.docker("network", "create", "--driver", "overlay", "--label", "slipway.app=\(app)", app)
                try server.docker(
                    "service", "create", "--detach", "--name", app, "--label", "slipway.app=\(app)",
                    "--container-label", "slipway.app=\(app)", "--network", app, "--endpoint-mode", "dnsrr", "busybox",
                    "sleep", "1000")
                try Files.makeFolder("\(server.folder.logs)/\(app)", mode: 0o777)
            }
            let runs: Bool? = try poll(for: 60) {
                try server.docker("ps", "--quiet", "--filter", "label=slipway.app=ghost").isEmpty ? nil : true
            }
            #expect(runs == true)
            // This server has had the one; the other may be another server's.
            try Files.write(server.folder.lock(AppName(unchecked: "ghost")), "", mode: 0o666)
            let gone: Bool? = try poll(for: 60, every: 0.5) {
                _ = try server.tried("gc")
                return try server.docker("network", "ls", "--format", "{{.Name}}").contains("ghost") ? nil : true
            }
            #expect(gone == true)
            #expect(try server.docker("service", "ls", "--format", "{{.Name}}").contains("stranger"))
            try server.docker("service", "rm", "stranger")
        }

        @Test func aFullDiskStopsABuildButNoDeployThatNeedsNone() throws {
            let repository = try TestRepository("full", on: server)
            try deploy(repository, "fits")
            try with({ $0.reserve = 1 << 30 }) {
                try repository.commit("nothing to build")
                let push = try repository.push()
                #expect(push.status == 0, "\(push.error)")
                try repository.write("page.html", "too much\n")
                try repository.commit("something to build")
                let refused = try repository.push()
                #expect(refused.status != 0)
                #expect(refused.error.contains("MiB free, 1073741824 MiB are needed"), "\(refused.error)")
                #expect(refused.error.contains("slipway gc --dry-run"), "\(refused.error)")
                #expect(server.get("full")?.body.contains("fits") == true)
            }
        }
    }
}
