import Engine
import Glibc
import Model
import Pipeline
import Repository
import System

/// The second stage: builds what isn't built.
public struct Builder {
    private let folder: Folder
    private let settings: Settings
    private let engine: Engine

    public init() throws {
        folder = Folder.current
        settings = try Settings.load(folder)
        engine = Engine(socket: settings.engineSocket)
    }

    public func build(_ ticket: inout Ticket) throws {
        // What has run before has its images.
        guard ticket.services.contains(where: { $0.image == nil }) else { return }
        guard let app = ticket.app, let commit = ticket.commit, let tree = ticket.tree, let stack = ticket.stack else {
            throw Failure(.badData, "builder: ticket lacks 'app', 'commit', 'tree' or 'stack'")
        }
        let repository = try Repository.openFromEnvironment()
        let export = Export(repository: repository, commit: commit, tree: tree, app: app, folder: folder)
        defer { export.remove() }
        for index in ticket.services.indices where ticket.services[index].image == nil {
            var service = ticket.services[index]
            guard let source = stack[service.service] else {
                throw Failure(.badData, "builder: the ticket's stack has no service '\(service.service)'")
            }
            guard let recipe = source.build else {
                try mirror(source, &service, app)
                ticket.services[index] = service
                continue
            }
            let address = try address(of: recipe, service.service, tree: tree, repository)
            let tag = "\(settings.registry)/\(app)/\(service.service.rawValue.lowercased()):\(address)"
            service.address = address
            let options = ticket.build ?? []
            if options.isEmpty, let image = try engine.image(tag) {
                service.found(image, cached: true)
                if ticket.release == nil { Report.step("Building \(service.service): built already") }
            } else {
                let began = Instant.now
                try Preflight(folder, settings).check(engineRoot: engine.rootFolder)
                Report.step("Building \(service.service) from \(recipe.dockerfile)")
                try build(service, recipe, app: app, tag: tag, options, in: export.context(recipe.context))
                guard let image = try engine.image(tag) else {
                    throw Failure(.unavailable, "the build of '\(service.service)' left no image '\(tag)'")
                }
                service.found(image, cached: false)
                Report.detail("built \(service.service) in \(Report.seconds(began.elapsed))")
            }
            ticket.services[index] = service
        }
    }

    /// What comes ready gets a name of the app's own, under which it is pushed to the private registry.
    private func mirror(_ source: StackService, _ service: inout ServiceTicket, _ app: AppName) throws {
        guard let name = source.image, let image = try engine.image(name) else {
            throw Failure(.unavailable, "the image '\(source.image ?? "")' of '\(source.name)' is not here")
        }
        let address = String(SHA256.hex(of: image.id).prefix(32))
        try engine.tag(
            image.id, repository: "\(settings.registry)/\(app)/\(service.service.rawValue.lowercased())", tag: address)
        service.address = address
        service.found(image, cached: true)
    }

    private func address(
        of recipe: ImageBuild, _ service: ServiceName, tree: ObjectID, _ repository: Repository
    ) throws -> String {
        let context = recipe.context == "." ? tree : try subtree(recipe, service, tree, repository)
        guard let text = try repository.text(context, recipe.dockerfile, limit: 1 << 20) else {
            throw Failure(.badData, "'\(recipe.dockerfile)' of '\(service)' is not in the commit")
        }
        var bases: [String: String] = [:]
        for base in Dockerfile(text).bases { bases[base] = try id(ofBase: base) ?? "absent" }
        return try ContentAddress(
            context: context, dockerfile: recipe.dockerfile, bases: bases, platform: "linux"
        ).text()
    }

    /// Nil also for what the engine takes for no name at all: the build itself says what is wrong with it.
    private func id(ofBase name: String) throws -> String? {
        do {
            return try engine.image(name)?.id
        } catch let failure as Failure where failure.code == .badData {
            return nil
        }
    }

    private func subtree(
        _ recipe: ImageBuild, _ service: ServiceName, _ tree: ObjectID, _ repository: Repository
    ) throws -> ObjectID {
        guard let id = try repository.subtreeID(tree, recipe.context) else {
            throw Failure(.badData, "the folder '\(recipe.context)' of '\(service)' is not in the commit")
        }
        return id
    }

    private func build(
        _ service: ServiceTicket, _ recipe: ImageBuild, app: AppName, tag: String, _ options: Set<BuildOption>,
        in context: String
    ) throws {
        let configuration = "\(folder.builds)/docker"
        try Files.makeFolder(configuration)
        let client = try BuilderCLI.find(memory: "\(configuration)/versions.json")
        let labels = [EngineLabel.app: app.rawValue, EngineLabel.service: service.service.rawValue]
        var command = Command(
            client.arguments(
                context: context, dockerfile: recipe.dockerfile, tag: tag, labels: labels,
                options: options),
            environment: client.environment(engineSocket: settings.engineSocket, configuration: configuration),
            limit: Double(settings.build.seconds))
        // At the gate, what ends a push that was given up ends its build: BuildKit cancels what its client leaves.
        command.group = .parents
        var log = BuildLog()
        let outcome = try command.run { _, line in
            for text in log.lines(for: line) { Report.detail(text.printable()) }
        }
        guard outcome.status != 0 else { return }
        try Termination.check()
        throw failure(service, outcome, log)
    }

    private func failure(_ service: ServiceTicket, _ outcome: Command.Outcome, _ log: BuildLog) -> Failure {
        let next =
            Launch.origin == .deploy
            ? "nothing that runs has changed" : "mend it, commit, and push again; nothing that runs has changed"
        if outcome.timedOut {
            return Failure(
                .badData, "the build of '\(service.service)' took longer than its limit of \(settings.build.seconds) s",
                hint: "make it faster, or raise the limit: slipway up --build-seconds N")
        }
        guard let failed = log.failed else {
            return Failure(
                .badData, "the build of '\(service.service)' failed", hint: next,
                detail: log.summary.suffix(10).map { $0 })
        }
        return Failure(
            .badData,
            "the build of '\(service.service)' failed\(failed.step.isEmpty ? "" : " at \(failed.step.printable(120))"): \(failed.error.printable(300))",
            hint: next)
    }
}

extension ServiceTicket {
    fileprivate mutating func found(_ image: Image, cached: Bool) {
        imageID = image.id
        traits = image.traits
        self.cached = cached
    }
}
