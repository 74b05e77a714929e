import Model

/// The nearest right spelling of a name, where looking for it costs little.
enum Suggestion {
    /// Comparing is quadratic in the names' lengths, and names come from anybody.
    private static let candidates = 200

    static func hint(_ name: String, _ names: [String]) -> String? {
        let slip = max(1, name.utf8.count / 3)
        let near = names.filter { abs($0.utf8.count - name.utf8.count) <= slip }
        return Nearest.to(name, in: Array(near.prefix(candidates))).map { "did you mean '\($0)'?" }
    }
}

extension Problems {
    /// Only the first problems have one: of a thousand nobody reads them.
    func hint(_ name: String, _ names: [String]) -> String? {
        failures.count < 10 ? Suggestion.hint(name, names) : nil
    }
}
