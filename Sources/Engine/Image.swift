import Model

/// An image that the engine has.
public struct Image: Sendable, Codable, Equatable {
    /// `sha256:` and the configuration's digest, which says all about its content.
    public let id: String
    /// Its names, `repository:tag`.
    public let repoTags: [String]
    /// `repository@digest`, one for each registry it came from or went to.
    public let repoDigests: [String]
    /// The tcp ports that its Dockerfile exposes, in order.
    public let ports: [Int]
    /// The udp ones.
    public let udpPorts: [Int]
    /// The paths that its Dockerfile makes volumes.
    public let volumes: [String]
    /// That of its Dockerfile; nil without one.
    public let healthcheck: CommandHealthcheck?
    /// A name or number, with a group after ':'; root where empty.
    public let user: String
    /// What starts, in front of the command.
    public let entrypoint: [String]
    /// What starts, or the entrypoint's arguments.
    public let command: [String]
    /// Bytes.
    public let size: Int
    /// All that it carries.
    public let labels: [String: String]
    /// When it was made.
    public let created: EngineTime?
    /// When this engine last gave it a name; one that is made of cached steps only is as old as they are.
    public let lastTagged: EngineTime?
}

/// An image as a list tells of it.
public struct ImageSummary: Sendable, Codable, Equatable {
    /// The engine's id of it.
    public let id: String
    /// Its names, `repository:tag`.
    public let repoTags: [String]
    /// `repository@digest`, one for each registry it came from or went to.
    public let repoDigests: [String]
    /// All that it carries.
    public let labels: [String: String]
    /// Bytes.
    public let size: Int
    /// Seconds since 1970.
    public let created: Int
}

extension Image {
    /// What matters to how a service runs with it.
    public var traits: ImageTraits { ImageTraits(ports: ports, volumes: volumes) }

    /// What it is in the private registry, where the engine has pushed it there.
    public func pushed(as repository: String, to registry: String) -> RegistryImage? {
        let name = "\(registry)/\(repository)@"
        let known = repoDigests.first { $0.hasPrefix(name) }
        guard let known, let digest = try? Digest(String(known.dropFirst(name.count))) else { return nil }
        return RegistryImage(repository: repository, digest: digest)
    }
}

/// `ImageInspect`'s answer.
struct ImageFacts: Decodable {
    struct Config: Decodable {
        struct Empty: Decodable {}
        let ports: [String: Empty]?
        let volumes: [String: Empty]?
        let healthcheck: HealthcheckFacts?
        let labels: [String: String]?
        let user: String?
        let entrypoint: [String]?
        let command: [String]?

        private enum CodingKeys: String, CodingKey {
            case user = "User"
            case entrypoint = "Entrypoint"
            case command = "Cmd"
            case ports = "ExposedPorts"
            case volumes = "Volumes"
            case healthcheck = "Healthcheck"
            case labels = "Labels"
        }
    }
    struct Metadata: Decodable {
        let lastTagged: String?
        private enum CodingKeys: String, CodingKey { case lastTagged = "LastTagTime" }
    }
    let id: String
    let repoTags: [String]?
    let repoDigests: [String]?
    let created: String?
    let size: Int
    let config: Config?
    let metadata: Metadata?

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case repoTags = "RepoTags"
        case repoDigests = "RepoDigests"
        case created = "Created"
        case size = "Size"
        case config = "Config"
        case metadata = "Metadata"
    }

    var image: Image {
        Image(
            id: id, repoTags: repoTags ?? [], repoDigests: repoDigests ?? [],
            ports: ports(.tcp), udpPorts: ports(.udp),
            volumes: (config?.volumes ?? [:]).keys.sorted(), healthcheck: config?.healthcheck?.healthcheck,
            user: config?.user ?? "", entrypoint: config?.entrypoint ?? [], command: config?.command ?? [],
            size: size, labels: config?.labels ?? [:], created: created.flatMap { EngineTime($0) },
            lastTagged: metadata?.lastTagged.flatMap { EngineTime($0) })
    }

    /// 80 of `80/tcp` and of `80`, in order.
    private func ports(_ kind: PortKind) -> [Int] {
        (config?.ports ?? [:]).keys.compactMap { text in
            let parts = text.split(separator: "/")
            return (parts.count > 1 ? String(parts[1]) : "tcp") == kind.rawValue ? parts.first.flatMap { Int($0) } : nil
        }.sorted()
    }
}

/// An entry of `ImageList`'s answer.
private struct ImageListFacts: Decodable {
    let id: String
    let repoTags: [String]?
    let repoDigests: [String]?
    let labels: [String: String]?
    let size: Int
    let created: Int

    private enum CodingKeys: String, CodingKey {
        case id = "Id"
        case repoTags = "RepoTags"
        case repoDigests = "RepoDigests"
        case labels = "Labels"
        case size = "Size"
        case created = "Created"
    }

    /// Engine 20.10 names what has no tag or digest `<none>`; later ones give an empty list.
    var image: ImageSummary {
        ImageSummary(
            id: id, repoTags: (repoTags ?? []).filter { !$0.hasPrefix("<none>") },
            repoDigests: (repoDigests ?? []).filter { !$0.hasPrefix("<none>") }, labels: labels ?? [:], size: size,
            created: created)
    }
}

extension Engine {
    /// An image by its reference or id, nil where the engine doesn't have it: `ImageInspect`.
    ///
    /// A text of hexadecimal digits that is nobody's name matches the start of an id: give a tag or a digest.
    public func image(_ reference: String) throws -> Image? {
        let path = "/images/\(Request.escaped(reference: reference))/json"
        return try decodeIfThere(ImageFacts.self, Request(.get, path, to: "look at image '\(reference)'"))?.image
    }

    /// The images that carry all these labels (`name` or `name=value`): `ImageList`.
    public func images(labels: [String]) throws -> [ImageSummary] {
        let query = try Request.filters(["label": labels])
        let request = Request(.get, "/images/json", query: query, to: "list images")
        return try decode([ImageListFacts].self, request).map(\.image)
    }

    /// The images that have a name of this pattern: `127.0.0.1:5000/shop/*`.
    public func images(named pattern: String) throws -> [ImageSummary] {
        let query = try Request.filters(["reference": [pattern]])
        let request = Request(.get, "/images/json", query: query, to: "list images '\(pattern)'")
        return try decode([ImageListFacts].self, request).map(\.image)
    }

    /// Gives an image another name: `ImageTag`.
    public func tag(_ image: String, repository: String, tag: String) throws {
        let path = "/images/\(Request.escaped(reference: image))/tag"
        let query: [(name: String, value: String)] = [("repo", repository), ("tag", tag)]
        try send(Request(.post, path, query: query, to: "tag image '\(image)' as '\(repository):\(tag)'"))
    }

    /// Removes a tag, and the image with its last one: `ImageDelete`. An image in use is a `temporary` failure.
    /// - Returns: False where there was none.
    @discardableResult
    public func removeImage(_ reference: String, force: Bool = false) throws -> Bool {
        let path = "/images/\(Request.escaped(reference: reference))"
        let query: [(name: String, value: String)] = force ? [("force", "1")] : []
        return try ifThere {
            try send(Request(.delete, path, query: query, to: "remove image '\(reference)'"))
        } != nil
    }
}
