import CGit2
import Model
import System

/// A submodule as a tree has it: .gitmodules says where it comes from, the tree which commit.
public struct Submodule: Sendable, Equatable {
    /// As .gitmodules calls it.
    public let name: String
    /// From the root of the tree.
    public let path: String
    /// As .gitmodules has it, unchecked.
    public let url: String
    /// The commit that the tree pins.
    public let commit: ObjectID
}

extension Repository {
    /// A tree's own submodules, in the tree's order; those of submodules are theirs. A pinned commit without a
    /// section in .gitmodules is a failure that names its path; a section without a commit is nothing.
    public func submodules(_ tree: ObjectID) throws -> [Submodule] {
        var pinned: [(path: String, commit: ObjectID)] = []
        var entries = 0
        try collect(tree, path: "", depth: 0, &entries, &pinned)
        guard !pinned.isEmpty else { return [] }
        let sections = try sections(tree)
        let without = pinned.map(\.path).filter { path in !sections.contains { $0.path == path } }
        guard without.isEmpty else {
            throw Failure(
                .badData, "no url in .gitmodules for \(without.map(\.quotedForPeople).joined(separator: ", "))",
                hint: "add it, or take the submodule out: git rm --cached PATH")
        }
        return pinned.compactMap { path, commit in
            sections.last { $0.path == path }.map { Submodule(name: $0.name, path: path, url: $0.url, commit: commit) }
        }
    }

    private func collect(
        _ tree: ObjectID, path: String, depth: Int, _ entries: inout Int,
        _ pinned: inout [(path: String, commit: ObjectID)]
    ) throws {
        let limits = ExportLimits()
        let handle = try self.tree(tree)
        for index in 0..<git_tree_entrycount(handle.pointer) {
            guard let entry = git_tree_entry_byindex(handle.pointer, index), let name = git_tree_entry_name(entry),
                let id = git_tree_entry_id(entry)
            else { continue }
            entries += 1
            guard entries <= limits.entries, depth <= limits.depth else {
                throw Failure(.badData, "the tree is too large to look for submodules, at \(path.quotedForPeople)")
            }
            let below = path.isEmpty ? String(cString: name) : "\(path)/\(String(cString: name))"
            switch git_tree_entry_filemode(entry) {
            case GIT_FILEMODE_COMMIT: pinned.append((below, ObjectID(id.pointee)))
            case GIT_FILEMODE_TREE: try collect(ObjectID(id.pointee), path: below, depth: depth + 1, &entries, &pinned)
            default: continue
            }
        }
    }

    /// The sections of .gitmodules that have a path and a url, as git itself reads them. libgit2 would follow an
    /// `include.path` in it to any file of ours.
    private func sections(_ tree: ObjectID) throws -> [(name: String, path: String, url: String)] {
        guard let file = try file(tree, ".gitmodules", limit: 1 << 20) else { return [] }
        let command = Command(
            ["git", "config", "--file", "-", "--no-includes", "--null", "--list"], directory: "/", input: file,
            limit: 10, kept: 4 << 20)
        let outcome = try command.run()
        guard outcome.status == 0 else {
            let reason = outcome.error.split(separator: "\n").first ?? "git can't read it"
            throw Failure(.badData, ".gitmodules: \(reason)")
        }
        var order: [String] = []
        var values: [String: [String: String]] = [:]
        for line in outcome.output.split(separator: "\0") {
            // `submodule.<name>.<key>` and the value in the next line; a name may hold dots.
            let parts = line.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, parts[0].hasPrefix("submodule."), let dot = parts[0].lastIndex(of: ".") else {
                continue
            }
            let name = String(parts[0][..<dot].dropFirst("submodule.".count))
            if values[name] == nil { order.append(name) }
            values[name, default: [:]][String(parts[0][parts[0].index(after: dot)...])] = String(parts[1])
        }
        return order.compactMap { name in
            guard let path = values[name]?["path"], let url = values[name]?["url"] else { return nil }
            return (name, path, url)
        }
    }
}
