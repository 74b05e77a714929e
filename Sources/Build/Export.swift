import Model
import Repository
import System

/// The commit's files in a folder of their own while they are built, made when first asked for.
///
/// The folder is named by the commit's tree: the same path with other content of equal size and time would make
/// BuildKit build the old content.
final class Export {
    private let repository: Repository
    private let commit: ObjectID
    private let tree: ObjectID
    private let app: AppName
    private let folder: Folder
    private var path: String?
    /// The app's folder of builds, as long as something of ours lies there: nobody cleans it then.
    private var inUse: FileLock?

    init(repository: Repository, commit: ObjectID, tree: ObjectID, app: AppName, folder: Folder) {
        self.repository = repository
        self.commit = commit
        self.tree = tree
        self.app = app
        self.folder = folder
    }

    /// The folder of a build's context.
    func context(_ relative: String) throws -> String {
        let root = try path ?? make()
        return relative == "." ? root : "\(root)/\(relative)"
    }

    private func make() throws -> String {
        let parent = "\(folder.builds)/\(app)"
        try Files.makeFolder(parent)
        inUse = try FileLock.acquire(folder: parent, .shared)
        let target = "\(parent)/\(tree.rawValue.prefix(16))-\(UInt64.random(in: 0 ..< 1 << 32))"
        path = target
        let fetcher = SubmoduleFetcher(cache: "\(folder.builds)/submodules", local: repositoryOfThisServer)
        try repository.export(tree, to: target, submodules: fetcher.fetch(tree, of: repository))
        return target
    }

    /// A submodule with a relative url is another app's repository here: `../lib.git`.
    private func repositoryOfThisServer(_ url: String) throws -> String? {
        var name = url.split(separator: "/").last ?? ""
        if name.hasSuffix(".git") { name = name.dropLast(4) }
        let path = folder.repository(try AppName(String(name)))
        return Files.exists(path) ? path : nil
    }

    func remove() {
        if let path { try? Files.remove(path) }
    }
}
