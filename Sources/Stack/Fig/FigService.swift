import Model
import YAML

/// One service of a fig file.
struct FigService {
    let name: String
    let node: Node
    /// The names of all services of the file.
    let others: Set<String>

    /// The service in Compose's shape: `dockerfile`, `net`, `log_driver` and `log_opt` stand elsewhere there.
    func composeShape(_ problems: inout Problems) throws -> Node {
        var pairs: [Mapping.Pair] = []
        for pair in node.pairs {
            guard FigKeys.names.contains(pair.name) else {
                problems.add(unknown(pair, problems))
                continue
            }
            switch pair.name {
            case "build": pairs.append(Mapping.Pair(key: pair.key, value: try build(pair.value, &problems)))
            case "dockerfile":
                if node["build"] == nil {
                    problems.add(pair.key.failure("'dockerfile' without 'build' in service \(name.quotedForPeople)"))
                }
            case "net": pairs += network(pair)
            case "log_driver", "log_opt": continue
            case "volume_driver": checkDriver(pair.value, &problems)
            default: pairs.append(pair)
            }
        }
        if let logging = try logging() { pairs.append(logging) }
        return node.with(pairs)
    }

    /// The names of the volumes that it mounts; fig's files have no list of them.
    var volumes: [Node] {
        Loader.entries(node["volumes"]).compactMap { node in
            guard let parts = node.text?.split(separator: ":", omittingEmptySubsequences: false), parts.count > 1,
                let first = parts[0].first, first.isLetter || first.isNumber, !parts[0].contains("/")
            else { return nil }
            return .made(.text(String(parts[0])), node.mark)
        }
    }

    private func unknown(_ pair: Mapping.Pair, _ problems: Problems) -> Failure {
        let near = problems.hint(pair.name, FigKeys.fig + FigKeys.compose)
        return pair.key.failure(
            "unknown key \(pair.name.quotedForPeople) in service \(name.quotedForPeople)",
            hint: near ?? "a file with Compose's newer keys has its services below 'services:'")
    }

    private func build(_ build: Node, _ problems: inout Problems) throws -> Node {
        if let image = node["image"], !image.isNull {
            problems.add(image.failure("service \(name.quotedForPeople) has both 'image' and 'build'"))
        }
        guard build.scalar != nil else {
            problems.add(build.wrong("build", "a path"))
            return build
        }
        guard let dockerfile = node["dockerfile"] else { return build }
        let pairs = [
            Mapping.Pair(key: .made(.text("context"), build.mark), value: build),
            Mapping.Pair(key: .made(.text("dockerfile"), dockerfile.mark), value: dockerfile),
        ]
        return Node(.mapping(try Mapping(pairs)), mark: build.mark)
    }

    /// fig's `bridge` is the network where services find each other by links: the app's own here.
    private func network(_ pair: Mapping.Pair) -> [Mapping.Pair] {
        guard let text = pair.value.text, text != "bridge", !pair.value.isNull else { return [] }
        var mode = text
        if text.hasPrefix("container:"), others.contains(String(text.dropFirst(10))) {
            mode = "service:" + text.dropFirst(10)
        }
        let key = Node.made(.text("network_mode"), pair.key.mark)
        return [Mapping.Pair(key: key, value: pair.value.with(.scalar(Scalar(mode, style: .doubleQuoted))))]
    }

    private func logging() throws -> Mapping.Pair? {
        let parts = [("log_driver", "driver"), ("log_opt", "options")].compactMap { old, new in
            node[old].map { Mapping.Pair(key: .made(.text(new), $0.mark), value: $0) }
        }
        guard let mark = parts.first?.key.mark else { return nil }
        return Mapping.Pair(key: .made(.text("logging"), mark), value: Node(.mapping(try Mapping(parts)), mark: mark))
    }

    private func checkDriver(_ driver: Node, _ problems: inout Problems) {
        guard driver.text != "local", !driver.isNull else { return }
        problems.add(
            driver.failure(
                "volume_driver \((driver.text ?? "").quotedForPeople) can't be had: volumes are the engine's own",
                hint: "leave it out, or say 'local'"))
    }
}
