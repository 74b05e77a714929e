import CGit2
import Model

extension Repository {
    /// What a tree has at a path, which is relative to it; nil where there is nothing. `.`, an empty path and slashes
    /// at the end are understood; `..` and a slash in front are a failure. No link is followed.
    public func entry(_ tree: ObjectID, _ path: String) throws -> TreeEntry? {
        let path = try Repository.normalised(path)
        let root = try self.tree(tree)
        guard !path.isEmpty else { return TreeEntry(id: tree, kind: .tree) }
        var entry: OpaquePointer?
        defer { git_tree_entry_free(entry) }
        let found = try LibGit2.found("look up '\(path)'") { git_tree_entry_bypath(&entry, root.pointer, path) }
        guard found, let id = git_tree_entry_id(entry) else { return nil }
        return TreeEntry(id: ObjectID(id.pointee), kind: try .init(git_tree_entry_filemode(entry)))
    }

    /// A file's bytes; nil where there is none. A folder, a link, a submodule or more than `limit` bytes is a failure.
    public func file(_ tree: ObjectID, _ path: String, limit: Int) throws -> [UInt8]? {
        guard let entry = try entry(tree, path) else { return nil }
        switch entry.kind {
        case .file, .executable: break
        case .link: throw Failure(.badData, "'\(path)' is a symbolic link, not a file")
        case .tree: throw Failure(.badData, "'\(path)' is a folder, not a file")
        case .submodule: throw Failure(.badData, "'\(path)' is a submodule, not a file")
        }
        // The size first, so that no large blob is unpacked only to be refused.
        let size = try blobSize(entry.id)
        guard size <= limit else { throw Failure(.badData, "'\(path)' has \(size) bytes; \(limit) are the most") }
        return try withBlob(entry.id) { Array($0) }
    }

    /// A file's text; what isn't UTF-8 is a failure.
    public func text(_ tree: ObjectID, _ path: String, limit: Int) throws -> String? {
        guard let bytes = try file(tree, path, limit: limit) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.badData, "'\(path)' is not UTF-8 text")
        }
        return text
    }

    /// The id of the folder at a path; nil where there is none. What is no folder is a failure.
    public func subtreeID(_ tree: ObjectID, _ path: String) throws -> ObjectID? {
        guard let entry = try entry(tree, path) else { return nil }
        guard entry.kind == .tree else { throw Failure(.badData, "'\(path)' is not a folder") }
        return entry.id
    }

    func tree(_ id: ObjectID) throws -> Handle {
        var raw = try id.raw()
        return try Handle.make("read the tree '\(id)'", free: git_tree_free) { git_tree_lookup(&$0, handle, &raw) }
    }

    /// From the object's header: nothing is unpacked.
    func blobSize(_ id: ObjectID) throws -> Int {
        var raw = try id.raw()
        var size = 0
        var kind = GIT_OBJECT_ANY
        try LibGit2.check("read the object '\(id)'") { git_odb_read_header(&size, &kind, objects, &raw) }
        guard kind == GIT_OBJECT_BLOB else { throw Failure(.badData, "object '\(id)' is not a file") }
        return size
    }

    func withBlob<Result>(_ id: ObjectID, _ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
        var raw = try id.raw()
        let blob = try Handle.make("read the file '\(id)'", free: git_blob_free) {
            git_blob_lookup(&$0, handle, &raw)
        }
        return try body(
            UnsafeRawBufferPointer(start: git_blob_rawcontent(blob.pointer), count: Int(git_blob_rawsize(blob.pointer)))
        )
    }

    private static func normalised(_ path: String) throws -> String {
        let parts = path.split(separator: "/")
        guard path.utf8.first != UInt8(ascii: "/"), !parts.contains(".."), !path.utf8.contains(0) else {
            throw Failure(.badData, "path \(path.quotedForPeople) leads out of the repository")
        }
        return parts.filter { $0 != "." }.joined(separator: "/")
    }
}
