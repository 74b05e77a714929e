import Model
import YAML

extension Project {
    /// How large a stack may be.
    enum Bound {
        static let services = 500
        static let units = 1000
        static let networks = 50
        static let volumes = 500
        static let files = 500
    }

    /// The stack with nothing in it but what is honoured.
    /// - Parameters:
    ///   - allowances: What an operator lets this app do beyond what any may.
    ///   - registry: `HOST:PORT` of the private registry.
    ///   - platform: What the engine runs: `linux/amd64`.
    ///   - readFile: A file of the checkout, by its path in it; nil where there is none.
    ///   - variables: The app's configuration, for secrets and configs that are taken from it.
    ///   - note: Takes what is without effect, each with its place and why.
    /// - Throws: All that is wrong or refused, each with its place, its key and what to write instead.
    public func stack(
        allowing allowances: Set<Allowance> = [], registry: String? = nil, platform: String = Platform.own,
        readFile: @escaping (String) throws -> [UInt8]?, variables: @escaping (String) -> String? = { _ in nil },
        note: @escaping (String) -> Void = { _ in }
    ) throws -> Stack {
        let reading = Reading(
            app: name, isFig: isFig, allowances: allowances, registry: registry, platform: platform, file: readFile,
            variable: variables, isWhole: problems.isEmpty, note: note)
        let stack = Field(node: root, path: [], reading: reading).keys { reading.stack($0) } ?? nil
        try problems.joined(with: reading.problems).check(file)
        guard var stack else { throw root.failure("describes no stack") }
        stack.file = file
        return stack
    }
}

extension Reading {
    /// Reads the root.
    fileprivate func stack(_ keys: Keys) -> Stack? {
        // Read with the files.
        keys.skip("include")
        let parts = Parts(
            networks: keys["networks"].map(networks) ?? [], volumes: keys["volumes"].map(volumes) ?? [],
            secrets: keys["secrets"].map { files($0) } ?? [], configs: keys["configs"].map { files($0) } ?? [])
        guard let field = keys["services"], let entries = bounded(field, to: Project.Bound.services, "services") else {
            if keys["services"] == nil { keys.field.refuse("has no services") }
            return nil
        }
        guard !entries.isEmpty else {
            field.refuse(
                "has no service that runs",
                hint: "where all have profiles, say which run by the variable COMPOSE_PROFILES of the configuration")
            return nil
        }
        var drafts = ServiceDrafts(reading: self, parts: parts, names: entries.map(\.name))
        for (name, field) in entries { drafts.add(name, field) }
        drafts.resolve()
        guard !hasProblems else { return nil }
        var stack = Stack(services: drafts.services, routed: drafts.routed)
        stack.networks = parts.networks.filter { network in
            stack.services.contains { $0.networks.contains { $0.network == network.name } }
        }
        stack.volumes = volumes(of: stack.services, among: parts.volumes)
        stack.secrets = parts.secrets.filter { file in
            stack.services.contains { service in
                service.secrets.contains { $0.file == file.name }
                    || service.build?.secrets.values.contains(file.name) == true
            }
        }
        stack.configs = parts.configs.filter { file in
            stack.services.contains { $0.configs.contains { $0.file == file.name } }
        }
        return stack
    }

    /// Those that are mounted. fig's files don't declare theirs.
    private func volumes(of services: [StackService], among declared: [StackVolume]) -> [StackVolume] {
        var used: [String] = []
        for case .volume(let name) in services.flatMap(\.mounts).map(\.source) where !used.contains(name) {
            used.append(name)
        }
        return declared.filter { used.contains($0.name) }
            + used.filter { name in !declared.contains { $0.name == name } }.map(StackVolume.init)
    }

    /// The pairs of a mapping of the user's names; nil where there are too many to look at.
    func bounded(_ field: Field, to limit: Int, _ noun: String) -> [(name: String, value: Field)]? {
        let entries = field.entries()
        guard entries.count <= limit else {
            field.refuse("\(entries.count) \(noun); \(limit) are the most")
            return nil
        }
        return entries
    }
}

/// What the services of a stack refer to.
struct Parts {
    var networks: [StackNetwork] = []
    var volumes: [StackVolume] = []
    var secrets: [StackFile] = []
    var configs: [StackFile] = []
}

public enum Platform {
    /// What this program was built for, and so what an engine beside it runs.
    public static var own: String {
        #if arch(arm64)
            "linux/arm64"
        #else
            "linux/amd64"
        #endif
    }
}
