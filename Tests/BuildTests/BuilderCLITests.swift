import Model
import System
import TestSupport
import Testing

@testable import Build

@Suite struct BuilderCLITests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private var memory: String { "\(folder.path)/versions.json" }

    /// A client that says a version; it also counts how often it was asked.
    private func client(_ name: String, says text: String, status: Int = 0, mode: UInt32 = 0o755) throws -> String {
        let path = "\(folder.path)/\(name)"
        try Files.makeFolder(path)
        try Files.write(
            "\(path)/docker", "#!/bin/sh\necho asked >>'\(folder.path)/asked'\necho '\(text)'\nexit \(status)\n",
            mode: mode)
        return path
    }

    private var timesAsked: Int { ((try? Files.read("\(folder.path)/asked")) ?? "").utf8.filter { $0 == 10 }.count }

    private func find(_ folders: String..., plugins: [String] = []) throws -> BuilderCLI {
        try BuilderCLI.find(path: folders.joined(separator: ":"), plugins: plugins, memory: memory)
    }

    @Test func aNewClientWithoutBuildxIsPassedOver() throws {
        let new = try client("new", says: "Docker version 28.1.1, build 4eba377")
        let old = try client("old", says: "Docker version 20.10.24+dfsg1, build 297e128")
        #expect(try find("/nowhere", new, old) == BuilderCLI(program: "\(old)/docker", hasBuildx: false))
    }

    @Test func withBuildxTheFirstClientIsTakenAndNotAsked() throws {
        let new = try client("new", says: "Docker version 28.1.1, build 4eba377")
        let plugins = "\(folder.path)/plugins"
        try Files.makeFolder(plugins)
        try Files.write("\(plugins)/docker-buildx", "", mode: 0o755)
        #expect(try find(new, plugins: ["/nowhere", plugins]) == BuilderCLI(program: "\(new)/docker", hasBuildx: true))
        #expect(timesAsked == 0)
    }

    @Test func aVersionIsAskedOnceAndAgainWhereTheProgramChanged() throws {
        let old = try client("old", says: "Docker version 20.10.24+dfsg1, build 297e128")
        _ = try find(old)
        _ = try find(old)
        #expect(timesAsked == 1)
        _ = try client("old", says: "Docker version 22.0.0, build an other")
        _ = try find(old)
        #expect(timesAsked == 2)
    }

    @Test func aBrokenClientIsPassedOver() throws {
        let broken = try client("broken", says: "segmentation fault", status: 139)
        let silent = try client("silent", says: "")
        let notAProgram = try client("file", says: "Docker version 1.0", mode: 0o644)
        let old = try client("old", says: "Docker version 20.10.24+dfsg1, build 297e128")
        #expect(try find(broken, silent, notAProgram, old).program == "\(old)/docker")
    }

    @Test func whereNoneCanBuildThatIsSaid() throws {
        let new = try client("new", says: "Docker version 28.1.1, build 4eba377")
        let failure = #expect(throws: Failure.self) { try find(new) }
        #expect(failure?.message == "no docker client here can build with BuildKit")
        #expect(throws: Failure.self) { try find() }
    }

    @Test func aBrokenMemoryIsNoMatter() throws {
        let old = try client("old", says: "Docker version 20.10.24+dfsg1, build 297e128")
        try Files.write(memory, "{")
        #expect(try find(old).program == "\(old)/docker")
        #expect(try BuilderCLI.find(path: old, plugins: [], memory: "/no/such/folder/x").program == "\(old)/docker")
    }

    @Test func theCommandLineEndsWithTheContextAndTakesNothingForAnOption() {
        let plain = BuilderCLI(program: "/usr/bin/docker", hasBuildx: false)
        #expect(
            plain.arguments(context: "/b/x", file: "/b/x/Dockerfile", tag: "r/a:b", labels: ["z": "1", "a": "2"]) == [
                "/usr/bin/docker", "build", "--progress=plain", "--tag", "r/a:b", "--file", "/b/x/Dockerfile",
                "--label", "a=2", "--label", "z=1", "--", "/b/x",
            ])
        let buildx = BuilderCLI(program: "docker", hasBuildx: true)
        #expect(
            buildx.arguments(context: "c", file: "d", tag: "t", labels: [:]).prefix(4) == [
                "docker", "buildx", "build", "--load",
            ])
    }

    @Test func aStackFilesBuildIsAllOnTheCommandLineButItsSecrets() {
        var build = ImageBuild()
        build.arguments = ["B": "2", "A": "1 2"]
        build.target = "small"
        build.labels = ["theirs": "1", "slipway.app": "another"]
        build.noCache = true
        build.pull = true
        build.sharedMemory = 1 << 20
        build.hosts = [.init(name: "db", address: "10.0.0.1")]
        let arguments = BuilderCLI(program: "docker", hasBuildx: false).arguments(
            build, context: "/b", file: "/p/Dockerfile", tag: "t", labels: ["slipway.app": "shop"],
            secrets: ["key": "/p/0"], options: [.pull])
        #expect(
            arguments == [
                "docker", "build", "--progress=plain", "--tag", "t", "--file", "/p/Dockerfile", "--label",
                "slipway.app=shop", "--label", "theirs=1", "--build-arg", "A=1 2", "--build-arg", "B=2", "--target",
                "small", "--secret", "id=key,src=/p/0", "--add-host", "db:10.0.0.1", "--shm-size", "1048576",
                "--no-cache", "--pull", "--", "/b",
            ])
    }

    @Test func nothingOfOursReachesABuildButTheEnginesSocket() {
        let environment = BuilderCLI(program: "docker", hasBuildx: false).environment(
            engineSocket: "/run/e.sock", configuration: "/c")
        #expect(
            environment == [
                "PATH": Programs.defaultPath, "LC_ALL": "C.UTF-8", "HOME": "/c", "DOCKER_CONFIG": "/c",
                "DOCKER_BUILDKIT": "1", "DOCKER_HOST": "unix:///run/e.sock",
            ])
    }
}
