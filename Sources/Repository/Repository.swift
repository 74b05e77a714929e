import CGit2
import Model

/// A git repository, read through libgit2. What changes it (receive-pack, fetch, gc) is git itself.
///
/// One object belongs to one thread; opening another takes well below a millisecond.
public final class Repository {
    /// Its folder.
    public let path: String
    let handle: OpaquePointer
    let objects: OpaquePointer

    /// Opens the bare repository in a folder. Nothing of the process's environment is looked at.
    public static func open(_ path: String) throws -> Repository {
        try LibGit2.start()
        let flags = GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue | GIT_REPOSITORY_OPEN_BARE.rawValue
        return try Repository("open the repository '\(path)'") { git_repository_open_ext(&$0, path, flags, nil) }
    }

    /// Opens the one that git's environment names, as in a hook: in pre-receive the pushed objects are in
    /// quarantine and seen in no other way (git-receive-pack(1), 'quarantine environment').
    public static func openFromEnvironment() throws -> Repository {
        try LibGit2.start()
        let flags = GIT_REPOSITORY_OPEN_FROM_ENV.rawValue
        return try Repository("open the repository of git's environment") {
            git_repository_open_ext(&$0, nil, flags, nil)
        }
    }

    private init(_ attempt: String, _ open: (inout OpaquePointer?) -> Int32) throws {
        var opened: OpaquePointer?
        try LibGit2.check(attempt) { open(&opened) }
        guard let opened else { throw Failure(.software, "cannot \(attempt): libgit2 returned none") }
        var objects: OpaquePointer?
        let status = git_repository_odb(&objects, opened)
        guard status == 0, let objects else {
            let failure = Failure.git(attempt, status)
            git_repository_free(opened)
            throw failure
        }
        handle = opened
        self.objects = objects
        // libgit2's ends in a slash.
        let folder = git_repository_path(opened).map { String(cString: $0) } ?? ""
        path = folder.utf8.last == UInt8(ascii: "/") ? String(folder.dropLast()) : folder
    }

    deinit {
        git_odb_free(objects)
        git_repository_free(handle)
    }
}
