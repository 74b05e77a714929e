import Model

/// What a release wants to know of a commit.
public struct Commit: Sendable, Equatable {
    /// The commit's own id, also where it was named by a tag.
    public let id: ObjectID
    /// The tree that it describes.
    public let tree: ObjectID
    /// The first paragraph of the message as one line.
    public let subject: String
    /// The author's name.
    public let author: String
    /// The author's address.
    public let email: String
    /// When it was committed, in seconds since 1970.
    public let time: Int
}

/// A branch and where it stands.
public struct Branch: Sendable, Equatable {
    /// Without `refs/heads/`.
    public let name: String
    /// The commit at its head.
    public let commit: ObjectID
}
