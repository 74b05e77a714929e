import FoundationEssentials
import Glibc
import Model
import System

/// A docker client that can build with BuildKit: one with the buildx plugin, or one before 23 that has it inside.
public struct BuilderCLI: Sendable, Equatable {
    public let program: String
    public let hasBuildx: Bool

    /// Where the docker client looks for its plugins.
    public static let pluginFolders = [
        "/usr/local/lib/docker/cli-plugins", "/usr/local/libexec/docker/cli-plugins", "/usr/lib/docker/cli-plugins",
        "/usr/libexec/docker/cli-plugins",
    ]

    /// The first on `path` that can build. Which versions there are is asked once and kept in `memory`.
    public static func find(
        path: String = Programs.defaultPath, plugins: [String] = pluginFolders, memory: String
    ) throws -> BuilderCLI {
        let candidates = path.split(separator: ":").map { (folder: Substring) in "\(folder)/docker" }.filter {
            isProgram($0)
        }
        if plugins.contains(where: { isProgram("\($0)/docker-buildx") }), let first = candidates.first {
            return BuilderCLI(program: first, hasBuildx: true)
        }
        for program in candidates where majorVersion(program, memory: memory) < 23 {
            return BuilderCLI(program: program, hasBuildx: false)
        }
        throw Failure(
            .unavailable, "no docker client here can build with BuildKit",
            hint: "apt-get install docker.io (before version 23), or docker-buildx")
    }

    private static func isProgram(_ path: String) -> Bool { access(path, X_OK) == 0 }

    /// One that can't say its version builds nothing: it counts as too new.
    private static func majorVersion(_ program: String, memory: String) -> Int {
        var status = stat()
        stat(program, &status)
        let key = "\(program) \(status.st_size) \(status.st_mtim.tv_sec)"
        var known = (try? JSON.decode([String: Int].self, from: Files.read(memory).utf8, source: memory)) ?? [:]
        if let version = known[key] { return version }
        guard let answer = try? Command([program, "--version"], limit: 10).check("ask '\(program)' for its version")
        else { return .max }
        // Docker version 20.10.24+dfsg1, build 297e128
        let word = answer.split(separator: " ").dropFirst(2).first ?? ""
        let version = Int(word.prefix { $0 != "." }) ?? .max
        known[key] = version
        try? Files.write(memory, JSON.line(known))
        return version
    }

    /// The command line of one build.
    /// - Parameters:
    ///   - context: A folder of ours.
    ///   - file: The Dockerfile, within the context or not.
    ///   - labels: Ours; the stack file's don't change them.
    ///   - secrets: The file of each secret, by the id that the build knows it by.
    func arguments(
        _ build: ImageBuild = ImageBuild(), context: String, file: String, tag: String, labels: [String: String],
        secrets: [String: String] = [:], options: Set<BuildOption> = []
    ) -> [String] {
        var arguments = hasBuildx ? [program, "buildx", "build", "--load"] : [program, "build"]
        arguments += ["--progress=plain", "--tag", tag, "--file", file]
        func each(_ option: String, _ values: [String: String]) -> [String] {
            values.sorted { $0.key < $1.key }.flatMap { [option, "\($0.key)=\($0.value)"] }
        }
        arguments += each("--label", build.labels.merging(labels) { _, ours in ours })
        arguments += each("--build-arg", build.arguments)
        if let target = build.target { arguments += ["--target", target] }
        for (id, path) in secrets.sorted(by: { $0.key < $1.key }) { arguments += ["--secret", "id=\(id),src=\(path)"] }
        for host in build.hosts { arguments += ["--add-host", "\(host.name):\(host.address)"] }
        if let size = build.sharedMemory { arguments += ["--shm-size", String(size)] }
        var options = options
        if build.noCache { options.insert(.noCache) }
        if build.pull { options.insert(.pull) }
        arguments += options.map { "--\($0.rawValue)" }.sorted()
        return arguments + ["--", context]
    }

    /// The environment of a build: nothing of ours but the engine's socket, and no client configuration of a user's.
    public func environment(engineSocket: String, configuration: String) -> [String: String] {
        var environment = Command.plainEnvironment
        environment["DOCKER_BUILDKIT"] = "1"
        environment["DOCKER_HOST"] = "unix://\(engineSocket)"
        environment["DOCKER_CONFIG"] = configuration
        environment["HOME"] = configuration
        return environment
    }
}
