import Engine
import Model
import Pipeline
import Room
import Store
import System

/// Takes an app away: first nothing of it is live, so that nothing routes to it, then goes all that carries its label,
/// and its name last: nobody makes another of that name while something of this one is there.
struct Removal {
    let context: Context
    let app: AppName

    /// Seconds that units have for their end.
    private static let grace = 15.0

    func run() throws {
        let path = context.folder.lock(app)
        // What tidies up after a deploy holds it for a moment.
        guard let lock = try poll(for: 2, { try FileLock.tryAcquire(path) }) else {
            throw Failure(
                .temporary, "'\(app)' is being worked on: \(Holder(lock: path)?.words ?? "another deploy")",
                hint: "try again when that has ended")
        }
        try Holder(work: "the end of the app", user: Launch.user).write(to: lock)
        try withExtendedLifetime(lock) {
            try context.store.updateApp(app) { $0.live = nil }
            // What the registry has of it goes below; its collector has to look then.
            try Files.write(context.folder.registryLeftovers, "")
            defer { UnixSocket.tell(context.folder.keeperSocket, Keeper.everything) }
            let engine = context.engine
            let label = "\(EngineLabel.app)=\(app)"
            for service in try engine.services(labels: [label]) { _ = try engine.removeService(service.name) }
            // An overlay can go once its last unit has left it. What has a longer grace period than this gets none.
            let began = Instant.now
            let gone = try poll(for: 2 * Self.grace, every: 0.1) { () -> Bool? in
                let units = try engine.containers(all: false, labels: [label])
                if began.elapsed > Self.grace {
                    for unit in units { _ = try? engine.removeContainer(unit.id, force: true) }
                }
                return units.isEmpty ? true : nil
            }
            guard gone == true else {
                throw Failure(
                    .temporary, "units of '\(app)' did not end within \(Int(2 * Self.grace)) s; the app is there still",
                    hint: "try again: slipway app destroy \(app)")
            }
            for network in try engine.networks(labels: [label]) {
                _ = poll(for: 10, every: 0.1) { (try? engine.removeNetwork(network.name)) != nil ? true : nil }
            }
            for kind in SwarmFile.Kind.allCases {
                for file in try engine.files(kind, labels: [label]) {
                    _ = try? engine.removeFile(kind, named: file.name)
                }
            }
            // An app of this name that somebody makes later must not find them. A unit that has ended holds its
            // volumes until it is removed.
            for volume in try engine.volumes(labels: [label]) {
                for unit in try engine.containers(all: true, labels: [label]) {
                    _ = try? engine.removeContainer(unit.id)
                }
                _ = poll(for: 10, every: 0.1) { (try? engine.removeVolume(named: volume.name)) != nil ? true : nil }
            }
            for image in try engine.images(labels: [label]) { _ = try? engine.removeImage(image.id, force: true) }
            for image in try engine.images(named: "\(context.settings.registry)/\(app)/*") {
                for name in image.repoTags where name.hasPrefix("\(context.settings.registry)/\(app)/") {
                    _ = try? engine.removeImage(name)
                }
            }
            for path in [
                context.folder.repository(app), "\(context.folder.logs)/\(app)", "\(context.folder.builds)/\(app)",
                "\(context.folder.registry)/data/docker/registry/v2/repositories/\(app)",
            ] {
                try Files.remove(path)
            }
            try context.store.destroyApp(app)
        }
    }
}
