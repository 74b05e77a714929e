import YAML

/// What `docker compose config` makes of a project: names, defaults, paths; nothing that says nothing.
struct Show {
    private(set) var root = Shown.mapping([])
    private let folder: String
    private let project: String
    /// That of the first file, which is a build's context where it names none.
    let fileFolder: String

    /// - Parameter folder: Where relative paths begin.
    init(_ project: Project, folder: String) {
        self.folder = folder
        self.project = project.name
        fileFolder = SourcePath.folder(of: project.file)
        root["name"] = .text(project.name)
        let tree = shown(project.root, Schema.root)
        let services = tree["services"].map { $0.sorted.mapValues { service($0, $1) } } ?? .mapping([])
        root["services"] = services
        for (section, used) in used(by: services) {
            var declared = tree[section] ?? .mapping([])
            if section == "networks", used.contains("default"), declared["default"] == nil {
                declared["default"] = .mapping([])
            }
            let shown = declared.sorted.mapValues { name, value in
                used.contains(name) ? resource(section, name, value) : nil
            }
            if !shown.isNothing { root[section] = shown }
        }
        // Those within services and the like aren't shown.
        for pair in project.root.mapping?.pairs ?? [] where Schema.isExtension(pair.name) {
            root[pair.name] = anything(pair.value)
        }
    }

    /// A canonical value without what says nothing.
    func shown(_ node: Node, _ shape: Shape) -> Shown {
        switch shape {
        case .optional(let inner), .short(_, let inner): return shown(node, inner)
        case .list(let inner), .oneOrMore(let inner):
            guard let nodes = node.sequence else { return anything(node) }
            return .list(nodes.map { shown($0, inner) })
        case .named(let inner), .names(let inner, _):
            guard let mapping = node.mapping else { return anything(node) }
            return .mapping(mapping.pairs.map { ($0.name, shown($0.value, inner)) }).sorted
        case .keys(let keys):
            guard let mapping = node.mapping else { return anything(node) }
            let known: [(name: String, value: Shown)] = keys.compactMap { key in
                guard let node = mapping[key.name] else { return nil }
                let value = shown(node, key.shape)
                return isShown(value, key) ? (key.name, value) : nil
            }
            return .mapping(known)
        case .path: return .text(path(node.text ?? ""))
        case .context: return .text(context(node.text ?? ""))
        default: return anything(node)
        }
    }

    private func isShown(_ value: Shown, _ key: Key) -> Bool {
        if key.showsNothing { return true }
        switch key.shape {
        case .bytes: return value != .text("0")
        case .duration: return value != .text("0s")
        default: return value != .null && (!value.isNothing || key.shape.isMapping)
        }
    }

    /// No deeper than a file may be.
    func anything(_ node: Node) -> Shown {
        switch node.content {
        case .sequence(let nodes): return .list(nodes.map(anything))
        case .mapping(let mapping): return .mapping(mapping.pairs.map { ($0.name, anything($0.value)) }).sorted
        case .scalar:
            switch node.value {
            case .text(let text): return .text(text)
            case .integer(let value): return .integer(value)
            case .number(let value): return .number(value)
            case .boolean(let value): return .boolean(value)
            case .null, nil: return .null
            }
        }
    }

    /// A path seen from the project's folder; one in somebody's home is left as it is.
    func path(_ path: String) -> String { path.hasPrefix("~") ? path : FilePath.join(folder, path) }

    /// A folder's path; an address stays what it is.
    func context(_ context: String) -> String {
        let isElsewhere = context.contains("://") || context.hasPrefix("git@") || context.hasPrefix("github.com/")
        return isElsewhere ? context : path(context)
    }

    /// A network, volume, secret or config under its own name.
    private func resource(_ section: String, _ name: String, _ value: Shown) -> Shown {
        var shown = Shown.mapping([])
        let isExternal = value["external"] != nil
        shown["name"] = value["name"] ?? .text(isExternal ? name : "\(project)_\(name)")
        if section == "networks" { shown["ipam"] = .mapping([]) }
        for pair in value.pairs { shown[pair.name] = pair.value }
        return shown
    }

    /// What services name of each section: the rest isn't shown.
    private func used(by services: Shown) -> [(section: String, names: Set<String>)] {
        let all = services.pairs.map(\.value)
        func sources(_ key: String) -> [String] {
            all.flatMap { service in
                ((service[key]?.list ?? []) + (service["build"]?[key]?.list ?? [])).compactMap { $0["source"]?.text }
            }
        }
        let volumes = all.flatMap { $0["volumes"]?.list ?? [] }.filter { $0["type"] == .text("volume") }
        return [
            ("networks", Set(all.flatMap { $0["networks"]?.names ?? [] })),
            ("volumes", Set(volumes.compactMap { $0["source"]?.text })),
            ("secrets", Set(sources("secrets"))),
            ("configs", Set(sources("configs"))),
        ]
    }
}

extension Shape {
    /// Whether Compose keeps an empty one: what it reads into a structure of its own.
    fileprivate var isMapping: Bool {
        switch self {
        case .keys: true
        case .optional(let inner), .short(_, let inner): inner.isMapping
        default: false
        }
    }
}
