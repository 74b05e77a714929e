import Model
import YAML

/// Leaves out services none of whose profiles is active, and what only they use.
struct Profiles {
    /// The active ones; `*` stands for all.
    let active: Set<String>

    /// - Returns: The root, and the services that were left out with the first profile of each.
    func applied(to root: Node) throws -> (root: Node, inactive: [String: String]) {
        guard let services = root["services"], !active.contains("*") else { return (root, [:]) }
        var inactive: [String: String] = [:]
        for pair in services.pairs {
            let names = Loader.entries(pair.value["profiles"]).compactMap(\.text)
            guard let first = names.first, !names.contains(where: active.contains) else { continue }
            inactive[pair.name] = first
        }
        guard !inactive.isEmpty else { return (root, [:]) }
        let kept = services.with(services.pairs.filter { inactive[$0.name] == nil })
        var used: Set<Resource> = []
        var wanted: Set<Resource> = []
        for pair in services.pairs {
            let resources = Resource.used(by: pair.value).map(\.resource)
            if inactive[pair.name] == nil { used.formUnion(resources) } else { wanted.formUnion(resources) }
        }
        var root = root.setting("services", to: kept)
        let orphans = wanted.subtracting(used)
        for section in Resource.sections {
            guard let resources = root[section], resources.mapping != nil else { continue }
            let gone = Set(orphans.filter { $0.section == section }.map(\.name))
            root = root.setting(section, to: resources.removing(gone))
        }
        return (root, inactive)
    }
}

/// A network, volume, secret or config of a stack.
struct Resource: Hashable {
    static let sections = ["networks", "volumes", "secrets", "configs"]
    let section: String
    let name: String

    /// Those that a canonical service names, each with the place where it does.
    static func used(by service: Node) -> [(resource: Resource, place: Node)] {
        var used: [(Resource, Node)] = []
        func add(_ section: String, _ place: Node?) {
            if let place, let name = place.text, !name.isEmpty {
                used.append((Resource(section: section, name: name), place))
            }
        }
        if let networks = service["networks"] {
            for place in networks.mapping.map({ $0.pairs.map(\.key) }) ?? Loader.entries(networks) {
                add("networks", place)
            }
        }
        for mount in Loader.entries(service["volumes"]) where mount["type"]?.text == "volume" {
            add("volumes", mount["source"])
        }
        for section in ["secrets", "configs"] {
            let own = Loader.entries(service[section])
            let grants = section == "secrets" ? own + Loader.entries(service["build"]?["secrets"]) : own
            for grant in grants { add(section, grant["source"] ?? grant) }
        }
        return used
    }
}
