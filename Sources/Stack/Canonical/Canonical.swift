import YAML

/// A file's tree in the specification's long form, as `docker compose config` has it, with the marks of the file.
enum Canonical {
    /// - Parameter root: With variables and merge keys resolved.
    static func document(_ root: Node, _ problems: inout Problems) -> Node { root }

    static func service(_ node: Node, name: String, _ problems: inout Problems) -> Node { node }
}
