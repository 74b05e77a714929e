/// The Compose specification's keys, and what becomes of each: one table, which `Canonical`, the merge of files, the
/// policy and docs/stack-files.md read.
public struct Schema {
    /// How the values at a key path become one; `*` stands for any name.
    static func rule(_ path: [String]) -> MergeRule { .mapping }

    /// What becomes of the key at a path: `["services", "web", "build", "network"]`.
    public static func support(path: [String]) -> Support { .honoured }
}
