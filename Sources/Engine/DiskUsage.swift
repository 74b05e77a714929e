import Model
import System

/// What the engine holds on its disk, as far as it can tell.
public struct DiskUsage: Sendable, Equatable {
    /// The bytes that only this image has, by its id.
    public let images: [String: Int]
    /// The bytes of build cache that isn't an image's.
    public let buildCache: Int
}

private struct DiskUsageFacts: Decodable {
    struct Image: Decodable {
        let id: String
        let size: Int
        let shared: Int?

        private enum CodingKeys: String, CodingKey {
            case id = "Id"
            case size = "Size"
            case shared = "SharedSize"
        }
    }
    struct Cache: Decodable {
        let size: Int
        let shared: Bool?

        private enum CodingKeys: String, CodingKey {
            case size = "Size"
            case shared = "Shared"
        }
    }
    let images: [Image]?
    let cache: [Cache]?

    private enum CodingKeys: String, CodingKey {
        case images = "Images"
        case cache = "BuildCache"
    }
}

extension Engine {
    /// What images and build cache take: `SystemDataUsage`. The engine looks at all that it has for this: it isn't cheap.
    public func diskUsage() throws -> DiskUsage {
        let request = Request(.get, "/system/df", limit: 300, to: "ask what the engine's disk holds")
        let facts = try decode(DiskUsageFacts.self, request)
        let images = (facts.images ?? []).map { ($0.id, $0.size - max(0, $0.shared ?? 0)) }
        return DiskUsage(
            images: Dictionary(images, uniquingKeysWith: max),
            buildCache: (facts.cache ?? []).filter { $0.shared != true }.reduce(0) { $0 + $1.size })
    }

    /// Forgets the build cache that was used longest ago, until so many bytes are left: `BuildPrune`.
    /// - Returns: The bytes that were freed.
    @discardableResult
    public func pruneBuildCache(keeping bytes: Int) throws -> Int {
        struct Pruned: Decodable {
            let bytes: Int?
            private enum CodingKeys: String, CodingKey { case bytes = "SpaceReclaimed" }
        }
        let request = Request(
            .post, "/build/prune", query: [("keep-storage", String(bytes))], limit: 600, to: "prune the build cache")
        return try decode(Pruned.self, request).bytes ?? 0
    }

    /// The folder that the engine keeps images and cache in, as the engine sees it: `SystemInfo`.
    public func rootFolder() throws -> String {
        struct Info: Decodable {
            let root: String
            private enum CodingKeys: String, CodingKey { case root = "DockerRootDir" }
        }
        return try decode(Info.self, Request(.get, "/info", to: "ask for the engine's folder")).root
    }
}
