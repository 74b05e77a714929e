import Glibc
import Model
import System

extension Repository {
    /// Writes a tree's files into a folder, as `git archive` would: the bytes as they were committed, no attribute
    /// or filter applied (neither `eol` nor `export-subst` nor LFS), links as links, the executable bit, and the time
    /// of writing as every file's own. An old time would let BuildKit take a changed file of the same size for the
    /// one it has.
    ///
    /// It is written next to its final name and renamed when it is whole, so under that name there is all of it or
    /// nothing. A folder that is there is taken as it is where each entry has the right kind and size (a power cut
    /// may have left it without content), and else made anew: name it by the tree's id.
    /// - Parameters:
    ///   - folder: Its final name; the folder above is made where it isn't there.
    ///   - submodules: The content of submodules, from `SubmoduleFetcher`; one that isn't in it is an empty folder.
    @discardableResult
    public func export(
        _ tree: ObjectID, to folder: String, limits: ExportLimits = ExportLimits(), submodules: SubmoduleContents = [:]
    ) throws -> Exported {
        if let cut = folder.lastIndex(of: "/"), cut != folder.startIndex {
            try Files.makeFolder(String(folder[..<cut]))
        }
        if let there = try verified(tree, folder, limits, submodules) { return there }
        try setAside(folder)
        let part = try PartFolder(for: folder)
        defer { part.removeUnlessMoved() }
        let walk = TreeWalk(visitor: TreeWriter(), limits: limits, submodules: submodules)
        try walk.run(tree, of: self, into: part.descriptor)
        guard fchmod(part.descriptor.number, 0o755) == 0 else { throw Failure.system("write '\(folder)'") }
        if try part.move(to: folder) { return Exported(files: walk.files, bytes: walk.bytes, reused: false) }
        // Another was faster.
        guard let there = try verified(tree, folder, limits, submodules) else {
            throw Failure(.temporary, "cannot write '\(folder)': others change it")
        }
        return there
    }

    /// What is there already, where it is whole.
    private func verified(
        _ tree: ObjectID, _ folder: String, _ limits: ExportLimits, _ submodules: SubmoduleContents
    ) throws -> Exported? {
        guard let root = try? Descriptor.open(folder, O_RDONLY | O_DIRECTORY | O_NOFOLLOW) else { return nil }
        let walk = TreeWalk(visitor: TreeChecker(), limits: limits, submodules: submodules)
        do {
            try walk.run(tree, of: self, into: root)
        } catch is TreeChecker.Difference {
            return nil
        }
        return Exported(files: walk.files, bytes: walk.bytes, reused: true)
    }

    /// Takes what is there and isn't whole out of the way.
    private func setAside(_ folder: String) throws {
        var template = Array("\(folder).part.XXXXXX".utf8CString)
        var status = stat()
        guard lstat(folder, &status) == 0 else { return }
        guard mkdtemp(&template) != nil else { throw Failure.system("make a folder next to '\(folder)'") }
        let aside = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
        guard rename(folder, "\(aside)/old") == 0 || errno == ENOENT else {
            throw Failure.system("move '\(folder)' out of the way")
        }
        try Files.remove(aside)
    }
}
