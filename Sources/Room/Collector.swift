import Model
import System

/// The registry's own collector of blobs that no manifest needs: `docker-registry garbage-collect`.
///
/// It looks first and removes then, so nothing may be pushed meanwhile: it runs alone under a lock that pushers share.
/// The lock belongs to its process as well, so it holds when we are killed. Killed itself it leaves blobs that nobody
/// needs and a note that there are some; the next one finishes.
struct Collector {
    private let folder: Folder
    private let storage: RegistryStorage

    init(_ folder: Folder) {
        self.folder = folder
        storage = RegistryStorage(folder)
    }

    /// Notes that manifests are about to go, and keeps the collector out while they do: nil while it runs.
    func beginRemoval() throws -> FileLock? {
        guard let lock = try FileLock.tryAcquire(folder.registryLock, .shared) else { return nil }
        if !hasWork { try Files.write(folder.registryLeftovers, "") }
        return lock
    }

    var hasWork: Bool { Files.exists(folder.registryLeftovers) }

    /// Collects, where there is something to.
    /// - Parameter seconds: How long it waits for pushes to end.
    /// - Returns: False where pushes went on for longer; it is noted for the next time.
    func run(waiting seconds: Double) throws -> Bool {
        guard hasWork else { return true }
        guard let lock = try poll(for: seconds, every: 0.05, { try FileLock.tryAcquire(folder.registryLock) }) else {
            return false
        }
        return try withExtendedLifetime(lock) {
            if Files.exists(folder.registryRepositories) {
                var command = Command(
                    ["docker-registry", "garbage-collect", "\(folder.registry)/config.yml"], limit: 3600, kept: 1 << 16)
                command.environment["OTEL_TRACES_EXPORTER"] = "none"
                command.passed = [lock.descriptor]
                try command.check("collect what the registry doesn't need")
                try storage.removeEmpty()
            }
            try Files.remove(folder.registryLeftovers)
            return true
        }
    }
}
