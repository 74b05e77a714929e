import Model

/// How much an export may hold; more is a failure that says which limit it was.
public struct ExportLimits: Sendable {
    /// Files, links and folders.
    public var entries: Int
    /// The files' bytes together.
    public var bytes: Int
    /// Folders within folders.
    public var depth: Int

    /// A Dockerfile's context is rarely a hundredth of this.
    public init(entries: Int = 100_000, bytes: Int = 1 << 30, depth: Int = 64) {
        self.entries = entries
        self.bytes = bytes
        self.depth = depth
    }
}

/// What an export came to.
public struct Exported: Sendable, Equatable {
    /// Files and links.
    public let files: Int
    /// The files' bytes.
    public let bytes: Int
    /// True where the folder was there already, whole.
    public let reused: Bool
}

/// Where the content of submodules is: by the path from the root of the tree that is exported, nested ones too.
public typealias SubmoduleContents = [String: SubmoduleContent]

/// The tree of a submodule's pinned commit.
public struct SubmoduleContent {
    /// What holds the tree.
    public let repository: Repository
    /// The pinned commit's.
    public let tree: ObjectID

    /// A tree and what holds it.
    public init(repository: Repository, tree: ObjectID) {
        self.repository = repository
        self.tree = tree
    }
}
