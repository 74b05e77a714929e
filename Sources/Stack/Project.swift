import YAML

/// What the files of a stack come to: one tree in Compose's long form, with the place in the files of each value.
public struct Project: Sendable {
    /// The root: services, networks, volumes, secrets, configs.
    let root: Node
    /// The app's name, which the files see as COMPOSE_PROJECT_NAME.
    public let name: String
    /// The first file, as messages call it.
    public let file: String
    /// Whether that is in the flat form of fig and Compose v1: without `services`.
    public let isFig: Bool
    /// What is without effect here, each with its place and why.
    public internal(set) var notes: [String] = []

    init(root: Node, name: String, file: String, isFig: Bool = false) {
        self.root = root
        self.name = name
        self.file = file
        self.isFig = isFig
    }
}

extension Project {
    public static func find(in source: any FileSource) throws -> [String]? {
        for name in ["fig.yaml", "fig.yml", "compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"]
        where try source.bytes(name, limit: 1 << 20) != nil { return [name] }
        return nil
    }

    public init(
        files: [String]?, in source: any FileSource, name: String, variables: @escaping (String) -> String?,
        profiles: Set<String>
    ) throws {
        let file = files?.first ?? ""
        var problems = Problems()
        let root = try Document(source.bytes(file, limit: 1 << 20) ?? [], source: file).root
        self.init(
            root: Canonical.document(root, &problems), name: name, file: file, isFig: root.mapping?["services"] == nil)
        try problems.check(file)
    }
}
