import Model
import YAML

/// A file of fig 1.0 or Compose v1: its services stand at the root, under their names.
enum FigFile {
    /// Whether a file is one: no `services`, no version but 1, and something that looks like a service.
    static func isOne(_ root: Node) -> Bool {
        guard root["services"] == nil, root["include"] == nil else { return false }
        if let version = root["version"] { return version.text == "1" }
        let others = root.pairs.filter { !isOfCompose($0.name) }
        return others.contains { pair in pair.value.pairs.contains { FigKeys.names.contains($0.name) } }
            || (!others.isEmpty && others.count == root.pairs.count && others.allSatisfy { $0.value.isNull })
    }

    /// The same in Compose's shape: `services`, and the volumes that fig had without saying so.
    static func composeShape(_ root: Node, _ problems: inout Problems) throws -> Node {
        let flat = root.pairs.filter { $0.name != "version" }
        let names = Set(flat.map(\.name))
        var volumes: [Mapping.Pair] = []
        let services = try flat.compactMap { pair -> Mapping.Pair? in
            guard pair.value.mapping != nil else {
                problems.add(pair.value.wrong("service \(pair.name.quotedForPeople)", "a mapping"))
                return nil
            }
            let service = FigService(name: pair.name, node: pair.value, others: names)
            for volume in service.volumes where !volumes.contains(where: { $0.name == volume.text }) {
                volumes.append(Mapping.Pair(key: volume, value: .made(.null, volume.mark)))
            }
            return Mapping.Pair(key: pair.key, value: try service.composeShape(&problems))
        }
        let mark = root.mark
        var shape = [
            Mapping.Pair(key: .made(.text("services"), mark), value: Node(.mapping(try Mapping(services)), mark: mark))
        ]
        if !volumes.isEmpty {
            let all = Node(.mapping(try Mapping(volumes)), mark: mark)
            shape.append(Mapping.Pair(key: .made(.text("volumes"), mark), value: all))
        }
        return root.with(shape)
    }

    /// Whether a key at the root is one that Compose has there, so that its value is no service.
    private static func isOfCompose(_ name: String) -> Bool {
        let own = ["name", "version", "networks", "volumes", "secrets", "configs"]
        return own.contains(name) || name.hasPrefix("x-")
            || (Nearest.distance(String(name.prefix(20)), "services") <= 2 && name.utf8.count <= 20)
    }
}
