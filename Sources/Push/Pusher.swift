import Engine
import Model
import Pipeline
import System

/// The third stage: pushes what was built to the private registry, so that every node runs it by digest.
public struct Pusher {
    private let settings: Settings
    private let engine: Engine
    private let credentials: RegistryCredentials

    public init() throws {
        let folder = Folder.current
        settings = try Settings.load(folder)
        engine = Engine(socket: settings.engineSocket)
        credentials = try RegistryCredentials.load(folder, settings)
    }

    public func push(_ ticket: inout Ticket) throws {
        guard let app = ticket.app else { throw Failure(.badData, "pusher: ticket lacks 'app'") }
        for index in ticket.services.indices {
            let service = ticket.services[index]
            guard let address = service.address else {
                throw Failure(.badData, "pusher: service '\(service.service)' of the ticket lacks 'address'")
            }
            let repository = "\(app)/\(service.service.rawValue.lowercased())"
            let digest = try pushed(repository, address) ?? push(repository, address, service: service.service)
            ticket.services[index].image = RegistryImage(repository: repository, digest: digest)
        }
    }

    /// The digest where the engine has pushed this image before and the registry still has it.
    private func pushed(_ repository: String, _ tag: String) throws -> Digest? {
        let name = "\(settings.registry)/\(repository)"
        let known = try engine.image("\(name):\(tag)")?.repoDigests.first { $0.hasPrefix("\(name)@") }
        guard let known, let digest = try? Digest(String(known.dropFirst(name.count + 1))) else { return nil }
        let image = RegistryImage(repository: repository, digest: digest)
        return try PrivateRegistry(settings, credentials).has(image) ? digest : nil
    }

    private func push(_ repository: String, _ tag: String, service: ServiceName) throws -> Digest {
        let began = Instant.now
        var progress = PushReport()
        let digest = try engine.push(
            repository: "\(settings.registry)/\(repository)", tag: tag, credentials: credentials
        ) { progress.show($0) }
        Report.step("Pushed \(service) in \(Report.seconds(began.elapsed))")
        return digest
    }
}

/// Says how far a push is, at most once in two seconds.
private struct PushReport {
    private var next = Instant.now.advanced(by: 2)
    private var layers: [String: (done: Int, of: Int)] = [:]

    mutating func show(_ progress: PushProgress) {
        if let id = progress.layer, let done = progress.current, let total = progress.total, total > 0 {
            layers[id] = (done, total)
        }
        guard next.remaining == 0, !layers.isEmpty else { return }
        next = Instant.now.advanced(by: 2)
        let done = layers.values.reduce(0) { $0 + $1.done } >> 20
        let total = layers.values.reduce(0) { $0 + $1.of } >> 20
        Report.detail("pushing: \(done) of \(total) MiB")
    }
}
