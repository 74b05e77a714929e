import Model
import System

/// Whether the disks have room for what a stage is about to do: asked before it begins, so that a full disk stops it
/// with a reason instead of in the middle.
public struct Preflight: Sendable {
    /// How many files a build may make, at the least.
    public static let inodes = 10_000

    /// A folder with what is free where it lies.
    struct Place: Sendable {
        let what: String
        let path: String
        let free: FreeSpace
    }

    private let folder: Folder
    private let reserve: Int

    public init(_ folder: Folder, _ settings: Settings) {
        self.folder = folder
        reserve = settings.reserve << 20
    }

    /// Fails where the data folder's file system or the engine's has less than the reserve.
    /// - Parameter engineRoot: Asks the engine for its folder: once a server, the answer is kept in a file.
    public func check(engineRoot: () throws -> String) throws {
        var places = [Place(what: "the data folder", path: folder.root, free: try FreeSpace(of: folder.root))]
        // An engine elsewhere, in a machine of its own, has a folder that isn't here.
        if let root = try? rememberedRoot(engineRoot), let free = try? FreeSpace(of: root) {
            places.append(Place(what: "the engine", path: root, free: free))
        }
        if let failure = Self.lack(in: places, reserve: reserve) { throw failure }
    }

    private func rememberedRoot(_ ask: () throws -> String) throws -> String {
        if let known = try? Files.read(folder.engineRoot), known.hasPrefix("/") { return known }
        let root = try ask()
        try? Files.write(folder.engineRoot, root)
        return root
    }

    /// What the first place lacks that has too little.
    static func lack(in places: [Place], reserve: Int) -> Failure? {
        for place in places {
            let disk = "the file system of \(place.what) ('\(place.path)')"
            if place.free.bytes < reserve {
                return Failure(
                    .unavailable,
                    "\(disk) has \(place.free.bytes >> 20) MiB free, \(reserve >> 20) MiB are needed", hint: hint)
            }
            if let inodes = place.free.inodes, inodes < Self.inodes {
                return Failure(
                    .unavailable, "\(disk) has room for \(inodes) files, \(Self.inodes) are needed", hint: hint)
            }
        }
        return nil
    }

    private static let hint = "see what can go: slipway gc --dry-run; remove it: slipway gc"
}
