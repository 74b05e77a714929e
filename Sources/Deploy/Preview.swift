import Engine
import Model
import Store
import System

/// What a deploy would do, from the same plan that the runner carries out.
public struct Preview: Sendable, Encodable {
    public enum Action: String, Sendable, Encodable {
        case create, change, run, keep, grow, shrink, remove
    }

    public struct Step: Sendable, Encodable {
        public let action: Action
        /// `service`, `network`, `secret`, `config`.
        public let kind: String
        /// As the stack has it.
        public let name: String
        /// What it is called in the engine.
        public let engineName: String
        /// What is worth a word: an image that is to be built, units before and after, an interruption.
        public let detail: String
    }

    public let steps: [Step]

    /// - Parameters:
    ///   - images: Those that are there already; a service of another one gets new units.
    public init(
        of stack: Stack, app: App, commit: ObjectID, images: [ServiceName: Image], in folder: Folder
    ) throws {
        let runner = try Runner(folder)
        let number = app.newest?.next ?? ReleaseNumber(1)
        let release = Release(
            app: app.name, number: number, commit: commit, subject: "", author: "", pusher: "",
            configuration: app.configuration, started: secondsSince1970())
        let registry = runner.settings.registry
        var pending: Set<ServiceName> = []
        let running = try stack.services.map { service in
            let repository = "\(app.name)/\(service.name.rawValue.lowercased())"
            let known = images[service.name]?.pushed(as: repository, to: registry)
            if known == nil { pending.insert(service.name) }
            // No image has this digest: what isn't there yet differs from all that runs.
            let unknown = try Digest("sha256:" + String(repeating: "0", count: 64))
            return Definitions.Running(
                service: service.name, image: known ?? RegistryImage(repository: repository, digest: unknown),
                replicas: app.scale?[service.name.rawValue] ?? service.replicas,
                traits: images[service.name]?.traits ?? ImageTraits())
        }
        let wanted = try Definitions(stack, running, runner.surroundings(of: release))
        let live = try app.live.flatMap { try runner.store.release(app.name, $0) }
        let plan = try Plan.deploy(wanted, of: release, facts: runner.facts(app.name, live: live))
        let names = Dictionary(
            (live?.services ?? []).map { ($0.engineName, $0.service) }
                + wanted.services.map { ($0.name, $0.service.service) }
        ) { $1 }
        let resized = plan.operations.compactMap(\.resized)
        let kept = wanted.services.filter { plan.kept.contains($0.name) && !resized.contains($0.name) }.map {
            Step(action: .keep, kind: "service", name: $0.service.service.rawValue, engineName: $0.name, detail: "")
        }
        steps = kept + plan.operations.compactMap { Self.step($0, wanted, names, pending) }
    }

    private static func step(
        _ operation: Operation, _ wanted: Definitions, _ names: [String: ServiceName], _ pending: Set<ServiceName>
    ) -> Step? {
        func service(_ action: Action, _ engineName: String, _ detail: String = "") -> Step {
            let name = names[engineName]
            let image =
                name.map(pending.contains) == true && wanted[engineName] != nil ? "its image is not pushed yet" : ""
            return Step(
                action: action, kind: "service", name: name?.rawValue ?? engineName, engineName: engineName,
                detail: [detail, image].filter { !$0.isEmpty }.joined(separator: "; "))
        }
        switch operation {
        case .createNetwork(let name):
            return Step(action: .create, kind: "network", name: name, engineName: name, detail: "")
        case .removeNetwork(let name):
            return Step(action: .remove, kind: "network", name: name, engineName: name, detail: "")
        case .createFile(let name):
            let kind = wanted.files.first { $0.name == name }?.kind.rawValue ?? "file"
            return Step(action: .create, kind: kind, name: name, engineName: name, detail: "")
        case .createService(let name): return service(.create, name, "\(wanted[name]?.service.replicas ?? 0) units")
        case .updateService(let name): return service(.change, name, "it stops meanwhile")
        case .runOnce(let name): return service(.run, name, "once, before what waits for it")
        case .grow(let name, let before, let after): return service(.grow, name, "\(before) to \(after) units")
        case .shrink(let name, let count): return service(.shrink, name, "to \(count) units")
        case .removeService(let name): return service(.remove, name)
        case .awaitStart, .awaitUnits, .commit, .moveTraffic, .drain: return nil
        }
    }
}

extension Operation {
    /// The service that gets another number of units, where that is what it does.
    fileprivate var resized: String? {
        switch self {
        case .grow(let name, _, _), .shrink(let name, _): name
        default: nil
        }
    }
}
