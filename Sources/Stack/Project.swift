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
    /// What was wrong already as the files were read, where the rest is wanted all the same.
    var problems = Problems()

    init(root: Node, name: String, file: String, isFig: Bool = false) {
        self.root = root
        self.name = name
        self.file = file
        self.isFig = isFig
    }
}
