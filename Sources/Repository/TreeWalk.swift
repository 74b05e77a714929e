import CGit2
import Glibc
import Model
import System

/// What is done with each entry of a tree. Names are bytes as git has them, checked, and relative to an open
/// folder: so no path is ever looked up from the root, where a link could redirect it.
protocol TreeVisitor {
    func folder(_ name: UnsafePointer<CChar>, in parent: Descriptor, path: String) throws -> Descriptor
    func file(_ name: UnsafePointer<CChar>, in parent: Descriptor, path: String, _ blob: TreeWalk.Blob) throws
    func link(_ name: UnsafePointer<CChar>, in parent: Descriptor, path: String, _ blob: TreeWalk.Blob) throws
}

/// Goes through a tree, its submodules included, within limits.
final class TreeWalk {
    /// A file's content, read only when asked for.
    struct Blob {
        let repository: Repository
        let id: ObjectID
        let size: Int
        let executable: Bool

        func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) throws -> Result {
            try repository.withBlob(id, body)
        }
    }

    private let visitor: any TreeVisitor
    private let limits: ExportLimits
    private let submodules: SubmoduleContents
    private var entries = 0
    private(set) var files = 0
    private(set) var bytes = 0

    init(visitor: any TreeVisitor, limits: ExportLimits, submodules: SubmoduleContents) {
        self.visitor = visitor
        self.limits = limits
        self.submodules = submodules
    }

    func run(_ tree: ObjectID, of repository: Repository, into folder: Descriptor) throws {
        try visit(tree, of: repository, in: folder, path: "", depth: 0)
    }

    private func visit(
        _ tree: ObjectID, of repository: Repository, in folder: Descriptor, path: String, depth: Int
    ) throws {
        guard depth <= limits.depth else {
            throw Failure(
                .badData, "folder \(path.quotedForPeople) lies \(depth) folders deep; \(limits.depth) are the most")
        }
        let handle = try repository.tree(tree)
        for index in 0..<git_tree_entrycount(handle.pointer) {
            guard let entry = git_tree_entry_byindex(handle.pointer, index), let name = git_tree_entry_name(entry),
                let id = git_tree_entry_id(entry)
            else { continue }
            let shown = path.isEmpty ? String(cString: name) : "\(path)/\(String(cString: name))"
            try TreeWalk.check(name, shown)
            try count(shown)
            let kind = try TreeEntry.Kind(git_tree_entry_filemode(entry))
            let object = ObjectID(id.pointee)
            switch kind {
            case .file, .executable:
                let blob = try blob(object, of: repository, executable: kind == .executable, shown)
                try visitor.file(name, in: folder, path: shown, blob)
            case .link:
                let blob = try blob(object, of: repository, executable: false, shown)
                try visitor.link(name, in: folder, path: shown, blob)
            case .tree:
                let below = try visitor.folder(name, in: folder, path: shown)
                try visit(object, of: repository, in: below, path: shown, depth: depth + 1)
            case .submodule:
                let below = try visitor.folder(name, in: folder, path: shown)
                guard let content = submodules[shown] else { continue }
                try visit(content.tree, of: content.repository, in: below, path: shown, depth: depth + 1)
            }
        }
    }

    private func count(_ path: String) throws {
        entries += 1
        guard entries <= limits.entries else {
            throw Failure(
                .badData, "the tree has more than \(limits.entries) files and folders, at \(path.quotedForPeople)",
                hint: "keep what is generated out of git: .gitignore")
        }
    }

    private func blob(
        _ id: ObjectID, of repository: Repository, executable: Bool, _ path: String
    ) throws -> Blob {
        let size = try repository.blobSize(id)
        files += 1
        bytes += size
        guard bytes <= limits.bytes else {
            throw Failure(
                .badData, "the tree's files have more than \(limits.bytes) bytes, at \(path.quotedForPeople)",
                hint: "keep large files out of git")
        }
        return Blob(repository: repository, id: id, size: size, executable: executable)
    }

    /// What fsck refuses too; here nothing depends on it.
    private static func check(_ name: UnsafePointer<CChar>, _ path: String) throws {
        let bytes = UnsafeBufferPointer(start: name, count: strlen(name)).map(UInt8.init(bitPattern:))
        let isGit = bytes.map { (65...90).contains($0) ? $0 + 32 : $0 } == Array(".git".utf8)
        let isDots = bytes == [46] || bytes == [46, 46]
        guard !bytes.isEmpty, !bytes.contains(47), !isGit, !isDots else {
            throw Failure(.badData, "the tree has an entry with the name \(path.quotedForPeople), which is refused")
        }
    }
}
