import Engine
import Model
import Pipeline
import System

/// The third stage: pushes what was built to the private registry, so that every node runs it by digest.
public struct Pusher {
    private let folder: Folder
    private let settings: Settings
    private let engine: Engine
    private let credentials: RegistryCredentials
    private let registry: PrivateRegistry

    public init() throws {
        folder = Folder.current
        settings = try Settings.load(folder)
        engine = Engine(socket: settings.engineSocket)
        credentials = try RegistryCredentials.load(folder, settings)
        registry = PrivateRegistry(settings, credentials)
    }

    public func push(_ ticket: inout Ticket) throws {
        guard let app = ticket.app, let release = ticket.release else {
            throw Failure(.badData, "pusher: ticket lacks 'app' or 'release'")
        }
        for index in ticket.services.indices {
            let service = ticket.services[index]
            // What has run before is in the registry; this release keeps it there too.
            if let image = service.image {
                guard try tag(image, release) else {
                    throw Failure(
                        .unavailable, "the registry has lost the image of '\(service.service)'",
                        hint: "deploy its commit: slipway deploy \(app) --ref \(ticket.commit?.short ?? "COMMIT")")
                }
                continue
            }
            guard let address = service.address else {
                throw Failure(.badData, "pusher: service '\(service.service)' of the ticket lacks 'address'")
            }
            let repository = "\(app)/\(service.service.rawValue.lowercased())"
            let image =
                try pushed(repository, address, release: release)
                ?? push(repository, address, service: service.service, release: release)
            ticket.services[index].image = image
        }
    }

    /// The image where the engine has pushed it before and the registry still has it; it gets the release's tag.
    private func pushed(_ repository: String, _ tag: String, release: ReleaseNumber) throws -> RegistryImage? {
        let known = try engine.image("\(settings.registry)/\(repository):\(tag)")
        guard let image = known?.pushed(as: repository, to: settings.registry) else { return nil }
        return try self.tag(image, release) ? image : nil
    }

    private func push(
        _ repository: String, _ tag: String, service: ServiceName, release: ReleaseNumber
    ) throws -> RegistryImage {
        try Preflight(folder, settings).check(engineRoot: engine.rootFolder)
        // A layer that arrives while the collector looks belongs to no manifest yet: it would take it away.
        let lock = try sharedLock()
        return try withExtendedLifetime(lock) {
            let began = Instant.now
            var progress = TransferReport("pushing")
            let digest = try engine.push(
                repository: "\(settings.registry)/\(repository)", tag: tag, credentials: credentials
            ) { progress.show($0) }
            let image = RegistryImage(repository: repository, digest: digest)
            guard try self.tag(image, release) else {
                throw Failure(.unavailable, "the registry lacks '\(repository)' just after it was pushed")
            }
            Report.step("Pushed \(service) in \(Report.seconds(began.elapsed))")
            return image
        }
    }

    /// Each release has a tag of its own, `vN`: what has none is taken for waste by collectors.
    /// - Returns: False where the registry doesn't have the image.
    private func tag(_ image: RegistryImage, _ release: ReleaseNumber) throws -> Bool {
        guard let manifest = try registry.manifest(image) else { return false }
        try registry.tag(manifest, in: image.repository, as: release.description)
        return true
    }

    private func sharedLock() throws -> FileLock {
        if let lock = try FileLock.tryAcquire(folder.registryLock, .shared) { return lock }
        Report.step("Waiting: the registry is being cleaned")
        return try FileLock.acquire(folder.registryLock, .shared)
    }
}
