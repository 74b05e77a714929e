import Engine
import Model
import Pipeline
import Room
import Store
import System

/// Takes an app away: first from the Store, so that nothing routes to it, then all that carries its label.
struct Removal {
    let context: Context
    let app: AppName

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
            try context.store.destroyApp(app)
            // What the registry has of it goes below; its collector has to look then.
            try Files.write(context.folder.registryLeftovers, "")
            defer { UnixSocket.tell(context.folder.keeperSocket, Keeper.everything) }
            let engine = context.engine
            let label = "\(EngineLabel.app)=\(app)"
            for service in try engine.services(labels: [label]) { _ = try engine.removeService(service.name) }
            // An overlay can go once its last unit has left it.
            let gone = try poll(for: 30, every: 0.1) { () -> Bool? in
                try engine.containers(all: false, labels: [label]).isEmpty ? true : nil
            }
            guard gone == true else {
                throw Failure(
                    .temporary, "units of '\(app)' did not end within 30 s", hint: "docker ps --filter label=\(label)")
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
        }
    }
}
