/// A row of the table: a key, and what becomes of it.
struct Key: Sendable {
    let name: String
    let shape: Shape
    let support: Support
    /// How two values become one, where it isn't what the shape says.
    var merge: MergeRule?
    /// Whether `docker compose config` shows a value that says nothing: 0, false, an empty list.
    var showsNothing = false
    var isRequired = false
    /// The test that shows it, as `Suite.test(argument)`.
    var test = ""

    static func honoured(_ name: String, _ shape: Shape) -> Key { Key(name: name, shape: shape, support: .honoured) }

    static func refused(_ name: String, _ shape: Shape, _ reason: String) -> Key {
        Key(name: name, shape: shape, support: .refused(reason))
    }

    static func ignored(_ name: String, _ shape: Shape, _ reason: String) -> Key {
        Key(name: name, shape: shape, support: .ignored(reason))
    }

    func merging(_ rule: MergeRule) -> Key { with { $0.merge = rule } }

    var evenIfNothing: Key { with { $0.showsNothing = true } }

    var required: Key { with { $0.isRequired = true } }

    private func with(_ change: (inout Key) -> Void) -> Key {
        var key = self
        change(&key)
        return key
    }

    /// These rows, shown by a case of the corpus.
    static func shown(by name: String, _ keys: [Key]) -> [Key] {
        keys.map { $0.with { $0.test = "OracleTests.composeShowsTheSame(\(name))" } }
    }
}
