import Model
import System

/// What pushes bring, before the gate has let it in: git keeps it in a folder of its own (git-receive-pack(1),
/// 'QUARANTINE ENVIRONMENT'), which stays where git is killed.
///
/// Each push holds the lock on the repository's objects, shared with others. Whoever holds it alone finds only folders
/// that nobody needs.
public struct Quarantine: Sendable {
    private let objects: String

    public init(_ repository: String) { objects = "\(repository)/objects" }

    /// For as long as a push goes on; to be passed to its git, which may outlive who started it.
    public func hold() throws -> FileLock { try .acquire(folder: objects, .shared) }

    /// The folders that killed pushes left; none while a push goes on.
    public func leftovers() throws -> [String] {
        guard let lock = try FileLock.tryAcquire(folder: objects) else { return [] }
        return withExtendedLifetime(lock) { folders }
    }

    /// Removes them, where no push goes on.
    public func sweep() throws {
        guard let lock = try FileLock.tryAcquire(folder: objects) else { return }
        try withExtendedLifetime(lock) { try folders.forEach(Files.remove) }
    }

    private var folders: [String] {
        Files.names(in: objects).filter { $0.hasPrefix("tmp_objdir-") }.map { "\(objects)/\($0)" }
    }
}
