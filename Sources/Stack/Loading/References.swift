import Model
import YAML

/// What services name must be there, and nothing may need itself.
struct References {
    private let root: Node
    /// With the profile of each.
    private let inactive: [String: String]
    private let services: [Mapping.Pair]
    private let names: [String]
    private let known: Set<String>

    init(_ root: Node, inactive: [String: String]) {
        self.root = root
        self.inactive = inactive
        services = root["services"]?.pairs ?? []
        names = services.map(\.name)
        known = Set(names)
    }

    /// - Returns: The root without dependencies that need not be there and aren't.
    func checked(_ problems: inout Problems) throws -> Node {
        var isChanged = false
        var kept: [Mapping.Pair] = []
        for pair in services {
            var service = pair.value
            let absent = service["depends_on"]?.pairs.filter { isOptional($0.value) && !known.contains($0.name) } ?? []
            if !absent.isEmpty, let dependencies = service["depends_on"] {
                service = service.setting("depends_on", to: dependencies.removing(Set(absent.map(\.name))))
                isChanged = true
            }
            for needed in Self.needed(by: service) where !known.contains(needed.name) {
                problems.add(unknown(needed, problems))
            }
            for used in Resource.used(by: service) where !isThere(used.resource) {
                problems.add(unknown(used.resource, at: used.place, problems))
            }
            kept.append(Mapping.Pair(key: pair.key, value: service))
        }
        if let cycle = Cycle.first(in: kept.map { ($0.name, Self.needed(by: $0.value).map(\.name)) }),
            let first = cycle.first, let service = kept.first(where: { $0.name == first })
        {
            let place = Self.needed(by: service.value).first { cycle.contains($0.name) }?.place ?? service.key
            problems.add(
                place.failure(
                    "services need each other: \((cycle + [first]).prefix(20).joined(separator: " → "))"))
        }
        guard isChanged, let services = root["services"] else { return root }
        return root.setting("services", to: services.with(kept))
    }

    /// A service that another one names.
    struct Needed {
        let name: String
        let key: String
        let place: Node
    }

    /// The services that one can't be without.
    static func needed(by service: Node) -> [Needed] {
        let dependencies = service["depends_on"]?.pairs.map { ($0.name, "depends_on", $0.key) } ?? []
        let links = Loader.entries(service["links"]).map { (before(":", $0.text), "links", $0) }
        let volumes = Loader.entries(service["volumes_from"])
            .filter { $0.text?.hasPrefix("container:") == false }.map { (before(":", $0.text), "volumes_from", $0) }
        let shared = ["network_mode", "ipc", "pid"].compactMap { key in
            service[key].flatMap { node -> (String, String, Node)? in
                guard let text = node.text, text.hasPrefix("service:") else { return nil }
                return (String(text.dropFirst(8)), key, node)
            }
        }
        return (dependencies + links + volumes + shared).map { Needed(name: $0.0, key: $0.1, place: $0.2) }
    }

    private static func before(_ mark: Character, _ text: String?) -> String {
        String((text ?? "").prefix { $0 != mark })
    }

    private func isOptional(_ dependency: Node) -> Bool { dependency["required"]?.scalar?.boolean == false }

    private func isThere(_ resource: Resource) -> Bool {
        root[resource.section]?[resource.name] != nil
            || resource == Resource(section: "networks", name: Stack.defaultNetwork)
    }

    private func unknown(_ needed: Needed, _ problems: Problems) -> Failure {
        if let profile = inactive[needed.name] {
            return needed.place.failure(
                "\(needed.key) names the service \(needed.name.quotedForPeople), whose profile "
                    + "\(profile.quotedForPeople) is not active")
        }
        return needed.place.failure(
            "\(needed.key) names an unknown service \(needed.name.quotedForPeople)",
            hint: problems.hint(needed.name, names))
    }

    private func unknown(_ resource: Resource, at place: Node, _ problems: Problems) -> Failure {
        let noun = resource.section.dropLast()
        let names = root[resource.section]?.pairs.map(\.name) ?? []
        return place.failure(
            "unknown \(noun) \(resource.name.quotedForPeople)",
            hint: problems.hint(resource.name, names) ?? "say it at the file's end: \(resource.section): …")
    }
}

/// Where something needs itself by way of others.
enum Cycle {
    /// The names of one cycle in their order; nil where there is none.
    static func first(in needs: [(name: String, needed: [String])]) -> [String]? {
        var open = Dictionary(needs.map { ($0.name, Set($0.needed)) }) { first, _ in first }
        var waiting: [String: [String]] = [:]
        for (name, needed) in open { for one in needed { waiting[one, default: []].append(name) } }
        for name in waiting.keys where open[name] == nil {
            for one in waiting[name] ?? [] { open[one]?.remove(name) }
        }
        var ready = open.filter(\.value.isEmpty).map(\.key)
        while let done = ready.popLast() {
            open[done] = nil
            for name in waiting[done] ?? [] where open[name]?.remove(done) != nil && open[name]?.isEmpty == true {
                ready.append(name)
            }
        }
        // Whoever is left waits for somebody who is left: walking on must come back.
        guard var at = needs.first(where: { open[$0.name] != nil })?.name else { return nil }
        var way: [String] = []
        var seen: Set<String> = []
        while seen.insert(at).inserted {
            way.append(at)
            guard let next = open[at]?.min() else { return nil }
            at = next
        }
        return Array(way.drop { $0 != at })
    }
}
