/// Where a stack's files come from: a commit's tree, or a folder for `slipway stack check`. Paths are relative to its
/// root, with `/` between names, and can't leave it.
public protocol FileSource {
    /// The content of a plain file; nil where there is none.
    /// - Throws: For what is larger than `limit`, is no plain file, or lies behind a link.
    func bytes(_ path: String, limit: Int) throws -> [UInt8]?
    /// Whether there is a folder.
    func isFolder(_ path: String) throws -> Bool
}
