import CGit2
import Model

/// What a tree has under a name.
public struct TreeEntry: Sendable, Equatable {
    /// What it is.
    public enum Kind: Sendable {
        case file, executable, link, tree
        /// A submodule: the id is a commit of another repository.
        case submodule
    }

    /// The blob, tree or commit.
    public let id: ObjectID
    /// What it is.
    public let kind: Kind

    /// Git's mode bits, in octal: git-fast-import(1), 'filemodify'.
    public var mode: Int {
        switch kind {
        case .file: 0o100644
        case .executable: 0o100755
        case .link: 0o120000
        case .tree: 0o040000
        case .submodule: 0o160000
        }
    }
}

extension TreeEntry.Kind {
    init(_ mode: git_filemode_t) throws {
        switch mode {
        case GIT_FILEMODE_BLOB: self = .file
        case GIT_FILEMODE_BLOB_EXECUTABLE: self = .executable
        case GIT_FILEMODE_LINK: self = .link
        case GIT_FILEMODE_TREE: self = .tree
        case GIT_FILEMODE_COMMIT: self = .submodule
        default: throw Failure(.badData, "a tree entry has the unknown mode \(String(mode.rawValue, radix: 8))")
        }
    }
}
