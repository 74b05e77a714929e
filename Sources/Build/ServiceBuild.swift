import Engine
import Model
import Pipeline
import Repository
import System

/// One image to be built: for the first of the services that share its content address.
struct ServiceBuild {
    let service: ServiceName
    let recipe: ImageBuild
    let address: String
    let tag: String

    init(_ service: ServiceName, _ recipe: ImageBuild, address: String, repository: String) {
        self.service = service
        self.recipe = recipe
        self.address = address
        tag = "\(repository):\(address)"
    }

    /// What the image is made of, in one word.
    /// - Parameter own: What the app's images in the private registry begin with; those of others are no bases.
    static func address(
        of recipe: ImageBuild, _ service: ServiceName, in tree: ObjectID, _ repository: Repository, _ engine: Engine,
        secrets: [String: Sensitive<String>], own: String
    ) throws -> String {
        guard let context = recipe.context == "." ? tree : try repository.subtreeID(tree, recipe.context) else {
            throw Failure(.badData, "the folder '\(recipe.context)' of '\(service)' is not in the commit")
        }
        var recipe = recipe
        if recipe.inlineDockerfile == nil {
            let path = recipe.dockerfilePath
            guard let text = try repository.text(tree, path, limit: 1 << 20) else {
                throw Failure(.badData, "'\(path)' of '\(service)' is not in the commit")
            }
            // The context says nothing of a file elsewhere.
            if recipe.dockerfile.hasPrefix("..") { recipe.inlineDockerfile = text }
            return try address(of: recipe, service, text, context, engine, secrets, own)
        }
        return try address(of: recipe, service, recipe.inlineDockerfile ?? "", context, engine, secrets, own)
    }

    private static func address(
        of recipe: ImageBuild, _ service: ServiceName, _ text: String, _ context: ObjectID, _ engine: Engine,
        _ secrets: [String: Sensitive<String>], _ own: String
    ) throws -> String {
        let registry = own.prefix { $0 != "/" } + "/"
        var bases: [String: String] = [:]
        for base in Dockerfile(text, arguments: recipe.arguments).bases {
            guard !base.hasPrefix(registry) || base.hasPrefix(own) else {
                throw Failure(
                    .notPermitted,
                    "the Dockerfile of '\(service)' builds upon \(base.quotedForPeople), an image of another app",
                    hint: "build upon a public image, or upon one of this app's own")
            }
            bases[base] = try id(ofBase: base, engine) ?? "absent"
        }
        return try ContentAddress(context: context, recipe, bases: bases, platform: "linux", secrets: secrets).text()
    }

    /// Nil also for what the engine takes for no name at all: the build itself says what is wrong with it.
    private static func id(ofBase name: String, _ engine: Engine) throws -> String? {
        do {
            return try engine.image(name)?.id
        } catch let failure as Failure where failure.code == .badData {
            return nil
        }
    }

    /// Runs it.
    /// - Parameters:
    ///   - root: The folder of the exported tree.
    ///   - prefix: Before each line of the output.
    ///   - stop: What ends it, when it becomes readable.
    func run(
        app: AppName, root: String, _ options: Set<BuildOption>, secrets: [String: Sensitive<String>],
        _ folder: Folder, _ settings: Settings, prefix: String, stop: Descriptor
    ) throws {
        let configuration = "\(folder.builds)/docker"
        try Files.makeFolder(configuration)
        let client = try BuilderCLI.find(memory: "\(configuration)/versions.json")
        let files = try BuildFiles(of: recipe, secrets: secrets, in: folder.builds)
        defer { files.remove() }
        var command = Command(
            client.arguments(
                recipe, context: recipe.context == "." ? root : "\(root)/\(recipe.context)",
                file: files.dockerfile ?? "\(root)/\(recipe.dockerfilePath)", tag: tag,
                labels: [EngineLabel.app: app.rawValue, EngineLabel.service: service.rawValue],
                secrets: files.secrets, options: options),
            environment: client.environment(engineSocket: settings.engineSocket, configuration: configuration),
            limit: Double(settings.build.seconds))
        // At the gate, what ends a push that was given up ends its build: BuildKit cancels what its client leaves.
        command.group = .parents
        command.stop = stop
        var log = BuildLog()
        let outcome = try command.run { _, line in
            for text in log.lines(for: line) { Report.detail(prefix + text.printable()) }
        }
        guard outcome.status != 0 else { return }
        try Termination.check()
        guard !outcome.wasStopped else { throw SideBySide.Ended() }
        throw failure(outcome, log, limit: settings.build.seconds)
    }

    private func failure(_ outcome: Command.Outcome, _ log: BuildLog, limit: Int) -> Failure {
        let next =
            Launch.origin == .deploy
            ? "nothing that runs has changed" : "mend it, commit, and push again; nothing that runs has changed"
        if outcome.timedOut {
            return Failure(
                .badData, "the build of '\(service)' took longer than its limit of \(limit) s",
                hint: "make it faster, or raise the limit: slipway up --build-seconds N")
        }
        guard let failed = log.failed else {
            return Failure(
                .badData, "the build of '\(service)' failed", hint: next, detail: log.summary.suffix(10).map { $0 })
        }
        return Failure(
            .badData,
            "the build of '\(service)' failed\(failed.step.isEmpty ? "" : " at \(failed.step.printable(120))"): \(failed.error.printable(300))",
            hint: next)
    }
}

extension ImageBuild {
    /// Where its Dockerfile lies in the tree.
    var dockerfilePath: String {
        var parts: [Substring] = []
        for part in context.split(separator: "/") + dockerfile.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }
}
