import Model
import YAML

/// A service with what it extends.
struct Extended {
    /// Nil where that failed, which was said once.
    let node: Node?
    /// Of services that extend each other, this one included.
    let length: Int
}

/// `extends`: a service of this file or another one is what a service's own keys are merged over.
extension Loader {
    /// A file's root, none of whose services extends anything any more.
    mutating func withExtends(_ file: SourceFile) throws -> Node {
        guard let services = file.root["services"], services.pairs.contains(where: { $0.value["extends"] != nil })
        else { return file.root }
        var pairs: [Mapping.Pair] = []
        for pair in services.pairs {
            let whole = try service(pair.name, in: file, chain: []).node
            pairs.append(Mapping.Pair(key: pair.key, value: whole ?? pair.value.removing(["extends"])))
        }
        return file.root.setting("services", to: services.with(pairs))
    }

    private mutating func service(_ name: String, in file: SourceFile, chain: [String]) throws -> Extended {
        let key = "\(name)\0\(file.path)\0\(file.folder)"
        if let known = extended[key] { return known }
        guard let own = file.root["services"]?[name] else { return Extended(node: nil, length: 0) }
        guard let extends = own["extends"], !extends.isNull else { return Extended(node: own, length: 0) }
        var result = Extended(node: nil, length: 0)
        // Else each service of the chain would say it again.
        defer { extended[key] = result }
        if chain.contains(key) {
            let names = (chain.drop { $0 != key } + [key]).compactMap { $0.split(separator: "\0").first }
            problems.add(
                extends.failure("service \(name.quotedForPeople) extends itself: \(names.joined(separator: " → "))"))
            return result
        }
        guard chain.count < Limits.chain else { throw Self.tooLong(extends) }
        guard let (base, baseFile) = try self.base(of: name, extends, in: file) else { return result }
        let baseService = try service(base, in: baseFile, chain: chain + [key])
        guard let node = baseService.node else { return result }
        guard baseService.length < Limits.chain else { throw Self.tooLong(extends) }
        let path = ["services", name]
        let merged = try Merge.merged(
            try file.tags.applied(to: node, at: path), own.removing(["extends"]), path: path)
        try spend(nodes: merged.count, at: extends.mark)
        result = Extended(node: merged, length: baseService.length + 1)
        return result
    }

    /// The name of what a service extends, and the file that it stands in; nil where it isn't there.
    private mutating func base(
        of name: String, _ extends: Node, in file: SourceFile
    ) throws -> (String, SourceFile)? {
        guard let service = extends.text.map({ _ in extends }) ?? extends["service"], let base = service.text else {
            problems.add(extends.failure("'extends' needs the key 'service'"))
            return nil
        }
        var baseFile = file
        if let path = extends["file"], let text = path.text {
            let found = attempt { loader in
                let resolved = try path.placing { try SourcePath.resolved(text, in: file.folder) }
                return try loader.load(resolved, folder: SourcePath.folder(of: resolved), at: path.mark)
            }
            guard let found else { return nil }
            baseFile = found
        }
        let services = baseFile.root["services"]
        guard let node = services?[base] else {
            problems.add(
                service.failure(
                    "no service \(base.quotedForPeople) to extend in \(baseFile.path)",
                    hint: Suggestion.hint(base, services?.pairs.map(\.name) ?? [])))
            return nil
        }
        if baseFile.isFig, let key = Self.notShared(node) {
            problems.add(
                extends.failure("service \(base.quotedForPeople) can't be extended: it has \(key.quotedForPeople)"))
            return nil
        }
        return (base, baseFile)
    }

    /// The key for which Compose v1 refuses to extend a service: it names services that may not be there.
    private static func notShared(_ service: Node) -> String? {
        let isOnOther = service["network_mode"]?.text.map { $0.hasPrefix("service:") || $0.hasPrefix("container:") }
        return ["links", "volumes_from"].first { service[$0] != nil } ?? (isOnOther == true ? "net" : nil)
    }

    private static func tooLong(_ extends: Node) -> Failure {
        extends.failure("more than \(Limits.chain) services extend each other in a row")
    }
}

extension Node {
    /// Puts this node's place before a failure that has none.
    func placing<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let problem as Failure {
            throw failure(problem.message, hint: problem.hint)
        }
    }
}
