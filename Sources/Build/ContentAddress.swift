import Model
import System

/// What an image is made of, in one word: two services with the same address have the same image, so what is built
/// under it already needs no build.
public struct ContentAddress: Encodable {
    /// The tree of the build's context.
    let context: ObjectID
    let dockerfile: String
    /// Each base image with the engine's id of it; absent where the engine doesn't have it.
    let bases: [String: String]
    let platform: String
    /// What the stack file adds; nil where it adds nothing.
    let additions: Additions?
    /// Changes where the way we build changes what comes out.
    let recipe = 1

    /// What comes out of a build depends on these too.
    struct Additions: Encodable, Equatable {
        var arguments: [String: String] = [:]
        var target: String?
        var inlineDockerfile: String?
        var labels: [String: String] = [:]
        var hosts: [ContainerSettings.HostEntry] = []
        /// The hash of each secret's content, by the id that the build knows it by.
        var secrets: [String: String] = [:]
    }

    public init(context: ObjectID, dockerfile: String, bases: [String: String], platform: String) {
        self.init(context: context, dockerfile: dockerfile, bases: bases, platform: platform, Additions())
    }

    /// - Parameter secrets: Content by the key of the stack's secret, in base64.
    init(
        context: ObjectID, _ build: ImageBuild, bases: [String: String], platform: String,
        secrets: [String: Sensitive<String>]
    ) {
        var additions = Additions(
            arguments: build.arguments, target: build.target, inlineDockerfile: build.inlineDockerfile,
            labels: build.labels, hosts: build.hosts)
        for (key, id) in build.secrets { additions.secrets[id] = secrets[key].map { SHA256.hex(of: $0.exposed) } }
        self.init(
            context: context, dockerfile: build.inlineDockerfile == nil ? build.dockerfile : "", bases: bases,
            platform: platform, additions)
    }

    private init(
        context: ObjectID, dockerfile: String, bases: [String: String], platform: String, _ additions: Additions
    ) {
        self.additions = additions == Additions() ? nil : additions
        self.context = context
        self.dockerfile = dockerfile
        self.bases = bases
        self.platform = platform
    }

    /// 32 hexadecimal digits: a valid tag.
    public func text() throws -> String { String(SHA256.hex(of: try JSON.line(self)).prefix(32)) }
}
