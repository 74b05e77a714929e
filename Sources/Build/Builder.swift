import Engine
import Glibc
import Model
import Pipeline
import Repository
import System

/// The second stage: builds what isn't built.
public struct Builder: Sendable {
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
        let secrets = Dictionary(stack.secrets.map { ($0.name, $0.content) }) { first, _ in first }
        let options = ticket.build ?? []
        var builds: [ServiceBuild] = []
        var ready: [ReadyImage] = []
        for index in ticket.services.indices where ticket.services[index].image == nil {
            let name = ticket.services[index].service
            guard let source = stack[name] else {
                throw Failure(.badData, "builder: the ticket's stack has no service '\(name)'")
            }
            guard let recipe = source.build else {
                ready.append(ReadyImage(service: name, reference: source.image ?? "", policy: source.pull))
                continue
            }
            let address = try ServiceBuild.address(
                of: recipe, name, in: tree, repository, engine, secrets: secrets, own: "\(settings.registry)/\(app)/")
            ticket.services[index].address = address
            let build = ServiceBuild(name, recipe, address: address, repository: imageName(app, name))
            if options.isEmpty, !recipe.noCache, !recipe.pull, let image = try engine.image(build.tag) {
                ticket.services[index].found(image, cached: true)
                if ticket.release == nil { Report.step("Building \(name): built already") }
            } else {
                builds.append(build)
            }
        }
        // One of each content: the others get its image under a name of their own.
        var first: [String: ServiceBuild] = [:]
        for build in builds where first[build.address] == nil { first[build.address] = build }
        let work =
            builds.filter { first[$0.address]?.service == $0.service }.map(Work.build) + ready.map(Work.fetch)
        let found = try run(work, app, root: builds.isEmpty ? "" : export.context("."), options, secrets)
        for build in builds {
            guard let origin = first[build.address], let image = found[origin.service]?.image else { continue }
            if origin.service != build.service {
                try engine.tag(image.id, repository: imageName(app, build.service), tag: build.address)
            }
        }
        for index in ticket.services.indices where ticket.services[index].imageID == nil {
            let name = ticket.services[index].service
            let origin = ticket.services[index].address.flatMap { first[$0]?.service } ?? name
            guard let (image, address) = found[origin] else { continue }
            ticket.services[index].address = address
            ticket.services[index].found(image, cached: ready.contains { $0.service == name })
        }
    }

    /// The images that a stack's services have already, by service: nothing is built or fetched.
    public func known(_ stack: Stack, of app: AppName, in tree: ObjectID, _ repository: Repository) throws
        -> [ServiceName: Image]
    {
        let secrets = Dictionary(stack.secrets.map { ($0.name, $0.content) }) { first, _ in first }
        var known: [ServiceName: Image] = [:]
        for service in stack.services {
            if let recipe = service.build {
                let address = try ServiceBuild.address(
                    of: recipe, service.name, in: tree, repository, engine, secrets: secrets,
                    own: "\(settings.registry)/\(app)/")
                known[service.name] = try engine.image("\(imageName(app, service.name)):\(address)")
            } else {
                known[service.name] = try service.image.flatMap { try engine.image($0) }
            }
        }
        return known
    }

    private enum Work: Sendable {
        case build(ServiceBuild)
        case fetch(ReadyImage)
    }

    /// The name of a service's images in the private registry.
    private func imageName(_ app: AppName, _ service: ServiceName) -> String {
        "\(settings.registry)/\(app)/\(service.rawValue.lowercased())"
    }

    /// Builds and fetches side by side; the images and their content addresses by service.
    private func run(
        _ work: [Work], _ app: AppName, root: String, _ options: Set<BuildOption>,
        _ secrets: [String: Sensitive<String>]
    ) throws -> [ServiceName: (image: Image, address: String)] {
        guard !work.isEmpty else { return [:] }
        try Preflight(folder, settings).check(engineRoot: engine.rootFolder)
        let found = Shared<[ServiceName: (image: Image, address: String)]>([:])
        let isOne = work.count == 1
        let (engine, folder, settings) = (engine, folder, settings)
        let sealed = secrets
        try SideBySide().run(work) { work, stop in
            switch work {
            case .build(let build):
                let began = Instant.now
                let file = build.recipe.inlineDockerfile == nil ? build.recipe.dockerfile : "the stack file"
                Report.step("Building \(build.service) from \(file)")
                try build.run(
                    app: app, root: root, options, secrets: sealed, folder, settings,
                    prefix: isOne ? "" : "\(build.service): ", stop: stop)
                guard let image = try engine.image(build.tag) else {
                    throw Failure(.unavailable, "the build of '\(build.service)' left no image '\(build.tag)'")
                }
                found.update { $0[build.service] = (image, build.address) }
                Report.detail("built \(build.service) in \(Report.seconds(began.elapsed))")
            case .fetch(let ready):
                let (image, address) = try ready.find(in: engine)
                try engine.tag(image.id, repository: imageName(app, ready.service), tag: address)
                found.update { $0[ready.service] = (image, address) }
            }
        }
        return found.value
    }
}

extension ServiceTicket {
    fileprivate mutating func found(_ image: Image, cached: Bool) {
        imageID = image.id
        traits = image.traits
        self.cached = cached
    }
}
