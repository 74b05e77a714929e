import YAML

/// What the specification adds to a mapping that says less.
enum Defaults {
    static func added(to pairs: [Mapping.Pair], at path: KeyPath, _ mark: Mark) -> [Mapping.Pair] {
        if path.names.count == 2, path.names[0] != "services" { return withName(pairs) }
        guard path.names.count >= 3, path.names[0] == "services" else { return pairs }
        let below = path.names.dropFirst(2)
        switch Array(below) {
        case ["ports"]:
            return pairs + missing(["mode": .text("ingress"), "protocol": .text("tcp")], in: pairs, mark)
        case ["secrets"]: return pairs + target("/run/secrets/", pairs, mark)
        case ["configs"]: return pairs + target("/", pairs, mark)
        case ["env_file"]: return pairs + missing(["required": .boolean(true)], in: pairs, mark)
        case _ where below.first == "depends_on" && below.count == 2:
            return pairs + missing(["required": .boolean(true)], in: pairs, mark)
        default: return pairs
        }
    }

    /// `external: {name: other}` is an older form of `external: true` and `name: other`.
    private static func withName(_ pairs: [Mapping.Pair]) -> [Mapping.Pair] {
        guard let external = pairs.first(where: { $0.name == "external" }), let older = external.value.mapping else {
            return pairs
        }
        return pairs.map { $0.name == "external" ? .init(key: $0.key, value: $0.value.made(.boolean(true))) : $0 }
            + older.pairs.filter { name in !pairs.contains { $0.name == name.name } }
    }

    private static func missing(
        _ values: KeyValuePairs<String, Scalar.Value>, in pairs: [Mapping.Pair], _ mark: Mark
    ) -> [Mapping.Pair] {
        values.filter { value in !pairs.contains { $0.name == value.key } }.map { name, value in
            Mapping.Pair(key: Node.made(.text(name), mark), value: Node.made(value, mark))
        }
    }

    /// A secret's or config's file is called as it is, unless told otherwise.
    private static func target(_ folder: String, _ pairs: [Mapping.Pair], _ mark: Mark) -> [Mapping.Pair] {
        guard let source = pairs.first(where: { $0.name == "source" })?.value.text else { return [] }
        return missing(["target": .text(folder + source)], in: pairs, mark)
    }
}
