import Model

/// Which labels a stack may set: none that mean something to Slipway or to Docker, and none that would register an
/// app's unit in the catalog as another's.
struct LabelPolicy {
    static let domain = "slipway.domain"
    static let port = "slipway.port"
    static let pinned = "slipway.pinned"
    static let ours = [domain, port, pinned]

    /// Labels of a network, a volume or a build, which none of ours has a meaning on.
    func labels(_ field: Field) -> [String: String] {
        read(field, ours: [])
    }

    /// Labels of a service or its containers, those of ours included.
    func serviceLabels(_ field: Field) -> [String: String] {
        read(field, ours: Self.ours)
    }

    private func read(_ field: Field, ours: [String]) -> [String: String] {
        var labels: [String: String] = [:]
        for (name, value) in field.entries() {
            if let problem = Self.problem(with: name, ours: ours) {
                field.reading.add(
                    "\(Field.words(field.path)): \(problem.why)", at: value.node.mark, hint: problem.hint)
                continue
            }
            labels[name] = value.node.isNull ? "" : value.text()
        }
        return labels
    }

    private static func problem(with name: String, ours: [String]) -> (why: String, hint: String?)? {
        let quoted = name.quotedForPeople
        guard !name.isEmpty else { return ("a label without a name", nil) }
        let lowercased = name.lowercased()
        if lowercased == "slipway" || lowercased.hasPrefix("slipway.") {
            guard !ours.contains(name) else { return nil }
            let near = Nearest.to(name, in: ours).map { "did you mean '\($0)'?" }
            let known = ours.isEmpty ? nil : "labels of Slipway's for a service are \(ours.joined(separator: ", "))"
            return ("label \(quoted) is Slipway's own", near ?? known)
        }
        for prefix in ["com.docker.", "io.docker.", "org.dockerproject."] where lowercased.hasPrefix(prefix) {
            return ("label \(quoted) is Docker's own", "a label of your own starts with your domain's name backwards")
        }
        return nil
    }
}
