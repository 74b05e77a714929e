import YAML

/// What a key's value may be: its short forms and the long one that they stand for.
indirect enum Shape: Sendable {
    /// A text and no number: `"1.5"`, not `1.5`.
    case text
    /// A text or a number, which is kept as a text.
    case word
    case choice([String])
    case boolean, integer, number
    /// `1m30s`.
    case duration
    /// `1.5g`, or a number of bytes.
    case bytes
    /// A file's permissions: `0440`.
    case mode
    /// A file or folder, relative to the project's.
    case path
    /// A folder, or a repository elsewhere.
    case context
    /// True or false; `{name: other}`, an older form, for true.
    case external
    /// Whatever the file says.
    case anything
    /// A command line that is split into words, or the words.
    case command
    /// A healthcheck's test: a shell's command line, or `[CMD, …]`.
    case test
    case list(Shape)
    /// A single one, or a list.
    case oneOrMore(Shape)
    /// `[NAME=value]` or `{NAME: value}`; a name alone has this value, null where nil.
    case pairs(alone: String?)
    /// `[name:address]` or `{name: address}`, where a name may have several addresses.
    case hosts
    /// A mapping with these keys.
    case keys([Key])
    /// A mapping whose keys the file chooses.
    case named(Shape)
    /// A mapping whose keys the file chooses, or a list of them.
    case names(Shape, each: @Sendable (Mark) -> Node)
    /// Anything but a mapping is a short form, for one or several of the long one.
    case short(@Sendable (Node) throws -> [Node], Shape)
    /// Nothing at all, or this.
    case optional(Shape)
}
