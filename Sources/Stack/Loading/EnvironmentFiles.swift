import Model
import YAML

/// `env_file` becomes `environment`: a later file wins over an earlier one, the service's own keys over all of them.
extension Loader {
    mutating func withEnvironment(_ root: Node) throws -> Node {
        guard let services = root["services"] else { return root }
        var pairs: [Mapping.Pair] = []
        for pair in services.pairs {
            pairs.append(Mapping.Pair(key: pair.key, value: try environment(of: pair.value)))
        }
        return root.setting("services", to: services.with(pairs))
    }

    private mutating func environment(of service: Node) throws -> Node {
        let entries = Self.entries(service["env_file"])
        let own = service["environment"]
        guard !entries.isEmpty || own?.pairs.contains(where: { $0.value.isNull }) == true else { return service }
        var values: [String: Node] = [:]
        for entry in entries {
            let read = attempt { try $0.values(of: entry) }
            values.merge(read ?? [:]) { $1 }
        }
        for pair in own?.pairs ?? [] {
            let configured = pair.value.isNull ? variables[pair.name].map { Node.made(.text($0), pair.key.mark) } : nil
            values[pair.name] = configured ?? pair.value
        }
        let pairs = values.sorted { $0.key < $1.key }.map { name, value in
            Mapping.Pair(key: .made(.text(name), value.mark), value: value)
        }
        let environment = Node(.mapping(try Mapping(pairs)), mark: own?.mark ?? service.mark)
        try spend(nodes: environment.count, at: environment.mark)
        return service.removing(["env_file"]).setting("environment", to: environment)
    }

    /// What one file of `env_file` has.
    private mutating func values(of entry: Node) throws -> [String: Node] {
        let node = entry["path"] ?? entry
        let path = try node.requiredText("a path of 'env_file'")
        let format = entry["format"]?.text
        guard format == nil || format == "raw" || format == "" else {
            throw entry.failure(
                "format \((format ?? "").quotedForPeople) of 'env_file' is not known", hint: "use 'raw'")
        }
        guard let bytes = try bytes(path, at: node.mark) else {
            guard entry["required"]?.scalar?.boolean == false else { throw Self.missing(path, node.mark) }
            notes.append("\(node.mark): there is no file \(path.quotedForPeople), which is not required")
            return [:]
        }
        return try values(bytes, path, isRaw: format == "raw")
    }

    /// What a dotenv file has.
    mutating func values(_ bytes: [UInt8], _ path: String, isRaw: Bool = false) throws -> [String: Node] {
        var missing: [String] = []
        let values = try Dotenv(bytes, source: path, isRaw: isRaw).values(variables, &budget) { missing.append($0) }
        for name in missing { noteUnset(name, at: path) }
        return values
    }
}
