import Engine
import Model

/// Something of ours that nothing needs any more. The same list is shown as a preview and carried out.
public struct Leftover: Sendable, Equatable {
    /// What it is, with what its removal needs to know.
    enum Thing: Sendable, Equatable {
        case service(String)
        case container(id: String, name: String)
        case release(ReleaseNumber)
        /// A snapshot of the app's configuration.
        case configuration(Int)
        /// An image of the engine's, by all the names that are ours to take away.
        case image(references: [String], id: String)
        case network(String)
        /// A secret or config.
        case file(SwarmFile.Kind, String)
        case manifest(RegistryImage)
        case tag(repository: String, tag: String)
        /// All that the registry has of an app that isn't there.
        case repositories(path: String)
        case log(path: String)
        case export(path: String)
        /// What a killed push brought: `Pipeline.Quarantine`.
        case quarantine(repository: String, path: String)
        case buildCache(keeping: Int)
    }

    let thing: Thing
    /// Whose it was; nil where it is everybody's.
    public let app: AppName?
    /// What its removal frees on a disk, where that is known.
    public var bytes: Int?

    init(_ thing: Thing, of app: AppName?, bytes: Int? = nil) {
        self.thing = thing
        self.app = app
        self.bytes = bytes
    }

    /// In one word.
    public var kind: String {
        switch thing {
        case .service: "service"
        case .container: "container"
        case .release: "release"
        case .configuration: "configuration"
        case .image: "image"
        case .network: "network"
        case .file(let kind, _): kind.rawValue
        case .manifest: "manifest"
        case .tag: "tag"
        case .repositories: "repositories"
        case .log: "log"
        case .export: "build"
        case .quarantine: "push"
        case .buildCache: "cache"
        }
    }

    /// As people know it.
    public var name: String {
        switch thing {
        case .service(let name), .network(let name), .file(_, let name): name
        case .container(_, let name): name
        case .release(let number): number.description
        case .configuration(let number): String(number)
        case .image(let references, let id): references.first ?? id
        case .manifest(let image): "\(image.repository)@\(image.digest)"
        case .tag(let repository, let tag): "\(repository):\(tag)"
        case .repositories(let path), .log(let path), .export(let path), .quarantine(_, let path):
            String(path.split(separator: "/").last ?? "")
        case .buildCache(let bytes): "build cache beyond \(bytes >> 30) GiB"
        }
    }
}
