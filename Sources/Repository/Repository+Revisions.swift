import CGit2
import Model

extension Repository {
    /// The commit of that id; an annotated tag's id stands for the commit it points to.
    public func commit(_ revision: ObjectID) throws -> Commit {
        let attempt = "read the commit '\(revision)'"
        var id = try revision.raw()
        let object = try Handle.make(attempt, free: git_object_free) {
            git_object_lookup(&$0, handle, &id, GIT_OBJECT_ANY)
        }
        let peeled = try Handle.make(attempt, free: git_object_free) {
            git_object_peel(&$0, object.pointer, GIT_OBJECT_COMMIT)
        }
        let commit = peeled.pointer
        guard let own = git_commit_id(commit), let tree = git_commit_tree_id(commit) else {
            throw Failure(.badData, "cannot \(attempt): it is damaged")
        }
        func text(_ pointer: UnsafePointer<CChar>?) -> String { pointer.map { String(cString: $0) } ?? "" }
        let author = git_commit_author(commit)
        return Commit(
            id: ObjectID(own.pointee), tree: ObjectID(tree.pointee), subject: text(git_commit_summary(commit)),
            author: text(author?.pointee.name), email: text(author?.pointee.email),
            time: Int(git_commit_time(commit)))
    }

    /// Whether the repository has that commit.
    public func hasCommit(_ id: ObjectID) -> Bool { (try? commit(id)) != nil }

    /// The commit that a person names: a full id, `HEAD`, a full reference, a branch, a tag or the start of an id
    /// (four digits at least), in this order; nil where there is none. Git's expressions (`a^`, `a@{1}`, `:/x`) are
    /// not evaluated. An id that is not unique is a failure.
    public func resolve(_ revision: String) throws -> ObjectID? {
        if let id = ObjectID(rawValue: revision) { return hasCommit(id) ? try commit(id).id : nil }
        let names =
            revision == "HEAD" || revision.utf8.starts(with: "refs/".utf8)
            ? [revision] : ["refs/heads/\(revision)", "refs/tags/\(revision)"]
        for name in names {
            if let id = try reference(name) { return try commit(id).id }
        }
        return try commit(startingWith: revision)
    }

    /// Where a reference points, by its full name; nil where there is none. A tag's may be a tag object:
    /// `commit` takes that too.
    public func reference(_ name: String) throws -> ObjectID? {
        var valid: Int32 = 0
        guard !name.utf8.contains(0), git_reference_name_is_valid(&valid, name) == 0, valid == 1 else { return nil }
        var id = git_oid()
        guard try LibGit2.found("read '\(name)'", { git_reference_name_to_id(&id, handle, name) }) else { return nil }
        return ObjectID(id)
    }

    /// All branches, by name.
    public func branches() throws -> [Branch] {
        let iterator = try Handle.make("list the branches", free: git_reference_iterator_free) {
            git_reference_iterator_glob_new(&$0, handle, "refs/heads/*")
        }
        var branches: [Branch] = []
        var name: UnsafePointer<CChar>?
        while true {
            let status = git_reference_next_name(&name, iterator.pointer)
            if status == GIT_ITEROVER.rawValue { break }
            try LibGit2.check("list the branches") { status }
            guard let full = name.map({ String(cString: $0) }), let commit = try reference(full) else { continue }
            branches.append(Branch(name: String(full.dropFirst(11)), commit: commit))
        }
        return branches.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }

    private func commit(startingWith digits: String) throws -> ObjectID? {
        let count = digits.utf8.count
        guard (4..<40).contains(count), ObjectID(rawValue: digits + String(repeating: "0", count: 40 - count)) != nil
        else { return nil }
        var prefix = git_oid()
        guard git_oid_fromstrp(&prefix, digits) == 0 else { return nil }
        var commit: OpaquePointer?
        defer { git_commit_free(commit) }
        let status = git_commit_lookup_prefix(&commit, handle, &prefix, count)
        if status == GIT_EAMBIGUOUS.rawValue {
            throw Failure(.usage, "'\(digits)' is the start of several ids", hint: "give more digits")
        }
        guard status == 0, let id = git_commit_id(commit) else { return nil }
        return ObjectID(id.pointee)
    }
}
