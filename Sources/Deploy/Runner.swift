import Engine
import Model
import Pipeline
import Routing
import Store
import System

/// The last stage: applies a release to the engine, waits for its health, commits, and retires what it replaces.
public struct Runner {
    let folder: Folder
    let settings: Settings
    let engine: Engine
    let store: any Store
    let router: RouterClient
    let credentials: RegistryCredentials

    /// - Parameter app: The one that it works for; any where nil.
    public init(_ folder: Folder = .current, app: AppName? = nil) throws {
        self.folder = folder
        settings = try Settings.load(folder)
        engine = Engine(socket: settings.engineSocket)
        store = try SQLiteStore(folder.store)
        router = RouterClient(socket: folder.routerSocket, app: app)
        credentials = try RegistryCredentials.load(folder, settings)
    }

    public func run(_ ticket: inout Ticket) throws {
        guard let app = ticket.app, let number = ticket.release, var release = try store.release(app, number) else {
            throw Failure(.badData, "runner: ticket lacks 'app' or the 'release' that it names has no record")
        }
        let began = Instant.now
        do {
            let wanted = try definitions(of: ticket, release: release)
            release.services = wanted.services.map(\.service)
            try store.saveRelease(release)
            rotation.restoreUnits(of: app)
            let live = try store.app(app)?.live.flatMap { try store.release(app, $0) }
            let plan = try Plan.deploy(wanted, of: release, facts: facts(app, live: live))
            say(plan, release)
            try carryOut(plan, to: wanted, from: { try live.map(definitions) ?? Definitions() }, release)
        } catch let failure as Failure {
            // Past the commit it is the live release, whatever went wrong after: the record says so.
            let isLive = (try? store.app(app))??.live == number
            let outcome: Release.Outcome = isLive ? .live : Termination.isAsked ? .cancelled : .failed
            try? close(release, outcome, reason: failure.message, seconds: seconds(ticket))
            throw failure
        }
        ticket.seconds["runner"] = began.elapsed
        ticket.outcome = .live
        ticket.url = settings.url(app)
        let total = Launch.began.elapsed
        try close(release, .live, reason: nil, seconds: seconds(ticket))
        Report.step("\(settings.url(app)) serves \(release.commit.short) as \(number) (\(Report.seconds(total)))")
    }

    private func seconds(_ ticket: Ticket) -> [String: Double] {
        ticket.seconds.merging(["total": Launch.began.elapsed]) { $1 }
    }

    private func definitions(of ticket: Ticket, release: Release) throws -> Definitions {
        guard let stack = ticket.stack else { throw Failure(.badData, "runner: the ticket lacks 'stack'") }
        let running = try ticket.services.map { service in
            guard let image = service.image else {
                throw Failure(.badData, "runner: service '\(service.service)' of the ticket lacks 'image'")
            }
            return try Definitions.Running(
                service: service.service, image: image, replicas: service.replicas, traits: traits(of: service),
                running: service.running, definition: service.definition)
        }
        return try Definitions(stack, running, surroundings(of: release))
    }

    /// What a release that was live once has the engine told.
    func definitions(_ release: Release) throws -> Definitions {
        guard let stack = try store.stack(release.app, release.number, .load(folder.secretKey)) else {
            throw Failure(
                .notFound, "\(release.number) of '\(release.app)' has no stack in the store",
                hint: "push again, or type: slipway deploy \(release.app)")
        }
        let running = release.services.map { service in
            Definitions.Running(
                service: service.service, image: service.image, replicas: service.replicas, traits: service.traits,
                running: service.engineName, definition: service.definition)
        }
        return try Definitions(stack, running, surroundings(of: release))
    }

    func surroundings(of release: Release) throws -> Definitions.Surroundings {
        try .init(
            release: release, configuration: configuration(of: release), registry: settings.registry,
            node: node)
    }

    /// The id of this engine in its swarm.
    private func node() throws -> String {
        guard case .active(let node, _) = try engine.swarmState() else {
            throw Failure(.unavailable, "the engine is in no swarm", hint: "slipway doctor")
        }
        return node
    }

    /// A builder that is none of ours may leave them out.
    private func traits(of service: ServiceTicket) throws -> ImageTraits {
        if let traits = service.traits { return traits }
        guard let id = service.imageID else {
            throw Failure(
                .badData,
                "runner: service '\(service.service)' of the ticket lacks 'traits', and 'imageID' to find them by")
        }
        guard let built = try engine.image(id) else {
            throw Failure(
                .unavailable, "the image of '\(service.service)' has gone from the engine",
                hint: "it is built again by: slipway deploy APP")
        }
        return built.traits
    }

    private func say(_ plan: Plan, _ release: Release) {
        guard release.origin != .scale else { return }
        let kept = release.services.filter { plan.kept.contains($0.engineName) }
        let starting = release.services.filter { !plan.kept.contains($0.engineName) }
        if !starting.isEmpty { Report.step("Starting \(starting.inWords)") }
        if !kept.isEmpty { Report.detail("unchanged: \(kept.map(\.service.rawValue).joined(separator: ", "))") }
    }

    func configuration(of release: Release) throws -> Configuration {
        guard let number = release.configuration else { return [:] }
        return try store.configuration(release.app, number, .load(folder.secretKey))
    }

    func facts(_ app: AppName, live: Release?) throws -> Plan.Facts {
        let label = ["\(EngineLabel.app)=\(app)"]
        let services = try engine.services(labels: label)
        let used = services.reduce(into: Set<String>()) { $0.formUnion($1.networks) }
        return Plan.Facts(
            networks: Set(
                try engine.networks(labels: label).filter { !used.isDisjoint(with: [$0.id, $0.name]) }.map(\.name)),
            services: Dictionary(
                uniqueKeysWithValues: services.map { service in
                    let definition = service.labels[EngineLabel.definition] ?? ""
                    return (service.name, .init(replicas: service.replicas, definition: definition))
                }),
            files: Set(try SwarmFile.Kind.allCases.flatMap { try engine.files($0, labels: label) }.map(\.name)),
            live: live?.services ?? [])
    }

    private func close(
        _ release: Release, _ outcome: Release.Outcome, reason: String?, seconds: [String: Double]
    ) throws {
        var release = release
        release.end(outcome, reason: reason, at: secondsSince1970())
        release.seconds = seconds
        try store.saveRelease(release)
        Launch.forgetNotes()
        UnixSocket.tell(folder.keeperSocket, release.app.rawValue)
    }

    /// Where a stage before this one failed: the record that it left open gets its reason.
    public func closeFailed() throws {
        let requester = Cancellation.requester()
        var reason = Launch.reason().map { "\($0.stage): \($0.message)" }
        // A stage that could say why it ended has said it.
        if reason == nil || requester != nil {
            reason = requester.map { "cancelled by \($0)" } ?? "a stage of the chain ended without a word"
            Report.problem(reason ?? "")
        }
        // The one of this deploy: an older one without an outcome was left by a deploy that was killed.
        guard let newest = try store.releases(of: Launch.app()).last, newest.outcome == nil,
            newest.log == Launch.logName
        else { return }
        try close(
            newest, requester == nil ? .failed : .cancelled, reason: reason,
            seconds: ["total": Launch.began.elapsed])
    }
}
