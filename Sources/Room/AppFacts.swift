import Engine
import Model

/// All that there is of one app, on this node and in the Store, while its lock is held.
struct AppFacts {
    struct File: Equatable {
        let path: String
        /// Seconds since 1970.
        let changed: Int
        let bytes: Int

        var name: String { String(path.split(separator: "/").last ?? "") }
    }

    let app: AppName
    /// The registry's host as image references carry it.
    let registry: String
    var releases: [Release] = []
    var live: ReleaseNumber?
    /// The snapshots of its configuration, and the one that its next release gets.
    var configurations: [Int] = []
    var configuration: Int?
    var services: [Service] = []
    /// Those that ended too.
    var containers: [ContainerSummary] = []
    var images: [ImageSummary] = []
    /// Its secrets and configs in the engine.
    var files: [SwarmFile] = []
    var networks: [Network] = []
    /// Engine services that still answer requests.
    var answering: Set<String> = []
    /// Whether a build of it goes on: an image may be its own then.
    var isBuilding = false
    /// Images that a build has made just now and nobody has pushed: a push may be waiting with them.
    var fresh: Set<String> = []
    var repositories: [StoredRepository] = []
    var logs: [File] = []
    /// What builds left; none while one of them goes on.
    var exports: [File] = []
    /// What killed pushes brought; none while a push goes on.
    var quarantines: [File] = []
    var repository = ""

    /// What an engine's image is called in our registry, for this app; others may have names of their own for it.
    func names(_ image: ImageSummary) -> (ours: [String], others: [String]) {
        let tags = image.repoTags.isEmpty ? image.repoDigests : image.repoTags
        let isOurs = { (name: String) in name.hasPrefix("\(registry)/\(app)/") }
        return (tags.filter(isOurs), (image.repoTags + image.repoDigests).filter { !isOurs($0) })
    }

    /// The images of ours that an engine's image is, by its names in our registry.
    static func ours(_ image: ImageSummary, at registry: String) -> [RegistryImage] {
        image.repoDigests.compactMap { name in
            guard let cut = name.firstIndex(of: "@"), name.hasPrefix("\(registry)/"),
                let digest = try? Digest(String(name[name.index(after: cut)...]))
            else { return nil }
            return RegistryImage(repository: String(name[..<cut].dropFirst(registry.count + 1)), digest: digest)
        }
    }
}
