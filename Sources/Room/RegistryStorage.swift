import Model
import System

/// One repository as the registry stores it.
struct StoredRepository: Equatable {
    /// `shop/web`.
    let name: String
    /// The manifests that it links.
    var revisions: Set<Digest>
    /// What each tag names; nil where its link is missing.
    var tags: [String: Digest?]
}

/// The registry's files, in the layout of the distribution registry 2 (`registry/storage/paths.go`).
///
/// Its API lists neither manifests without a tag nor, in 2.8, removes a tag alone. A registry without a cache of what
/// it stores answers by these files alone.
struct RegistryStorage {
    private let folder: Folder

    init(_ folder: Folder) { self.folder = folder }

    private var blobs: String { "\(folder.registry)/data/docker/registry/v2/blobs" }

    /// The apps that it has something of.
    var apps: [AppName] { Files.names(in: folder.registryRepositories).compactMap(AppName.init(rawValue:)) }

    func repositories(of app: AppName) -> [StoredRepository] {
        let root = folder.registryRepositories(app)
        return Files.names(in: root).map { name in
            let manifests = "\(root)/\(name)/_manifests"
            let tags = Files.names(in: "\(manifests)/tags").map { tag in
                (tag, link("\(manifests)/tags/\(tag)/current/link"))
            }
            return StoredRepository(
                name: "\(app)/\(name)",
                revisions: Set(
                    Files.names(in: "\(manifests)/revisions/sha256").compactMap {
                        link("\(manifests)/revisions/sha256/\($0)/link")
                    }),
                tags: Dictionary(tags) { first, _ in first })
        }
    }

    private func link(_ path: String) -> Digest? { (try? Files.read(path)).flatMap(Digest.init(rawValue:)) }

    func removeTag(_ tag: String, of repository: String) throws {
        try Files.remove("\(folder.registryRepositories)/\(repository)/_manifests/tags/\(tag)")
    }

    private func blob(_ digest: Digest) -> String {
        let hex = digest.rawValue.dropFirst("sha256:".count)
        return "\(blobs)/sha256/\(hex.prefix(2))/\(hex)"
    }

    /// The blobs that a manifest keeps, itself included, with their bytes.
    func blobs(of manifest: Digest) -> [Digest: Int] {
        struct Manifest: Decodable {
            struct Part: Decodable {
                let digest: Digest
                let size: Int
            }
            let config: Part?
            let layers: [Part]?
        }
        guard let text = try? Files.read("\(blob(manifest))/data"),
            let parts = try? JSON.decode(Manifest.self, from: text.utf8, source: "the registry's manifest")
        else { return [:] }
        var bytes = [manifest: text.utf8.count]
        for part in (parts.layers ?? []) + [parts.config].compactMap({ $0 }) { bytes[part.digest] = part.size }
        return bytes
    }

    /// The registry and its collector leave the links of layers whose blobs have gone, and the folders of manifests
    /// that were removed; killed, folders of blobs without their data: without this each release would leave a few files for ever. Whoever calls this holds the lock
    /// that keeps pushes out.
    func removeEmpty() throws {
        for prefix in Files.names(in: "\(blobs)/sha256") {
            for hex in Files.names(in: "\(blobs)/sha256/\(prefix)") {
                let path = "\(blobs)/sha256/\(prefix)/\(hex)"
                if !Files.exists("\(path)/data") { try Files.remove(path) }
            }
        }
        for app in apps {
            for repository in Files.names(in: folder.registryRepositories(app)) {
                let revisions = "\(folder.registryRepositories(app))/\(repository)/_manifests/revisions/sha256"
                for hex in Files.names(in: revisions) where !Files.exists("\(revisions)/\(hex)/link") {
                    try Files.remove("\(revisions)/\(hex)")
                }
                let layers = "\(folder.registryRepositories(app))/\(repository)/_layers/sha256"
                for hex in Files.names(in: layers) {
                    guard let digest = Digest(rawValue: "sha256:\(hex)"), !Files.exists("\(blob(digest))/data") else {
                        continue
                    }
                    try Files.remove("\(layers)/\(hex)")
                }
            }
        }
    }
}

/// How many bytes the registry gets back, manifest by manifest: a blob counts with the last that needs it.
final class RegistryBytes {
    private let storage: RegistryStorage
    private var needs: [Digest: Int] = [:]

    init(_ storage: RegistryStorage) {
        self.storage = storage
        for repository in storage.apps.flatMap(storage.repositories(of:)) {
            for revision in repository.revisions {
                for blob in storage.blobs(of: revision).keys { needs[blob, default: 0] += 1 }
            }
        }
    }

    func removing(_ manifest: Digest) -> Int {
        storage.blobs(of: manifest).reduce(0) { sum, blob in
            needs[blob.key, default: 1] -= 1
            return sum + (needs[blob.key] == 0 ? blob.value : 0)
        }
    }
}
