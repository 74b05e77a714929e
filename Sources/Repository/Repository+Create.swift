import CGit2
import Glibc
import Model
import System

extension Repository {
    /// Makes a bare repository for a server. It is made under another name and renamed, so that nobody sees half of
    /// one; where there is one already that is a failure.
    /// - Parameter maxInputSize: How many bytes one push may bring.
    public static func create(_ path: String, maxInputSize: Int = 512 << 20) throws {
        try LibGit2.start()
        guard !Files.exists(path) else { throw Failure(.usage, "repository '\(path)' exists") }
        if let cut = path.lastIndex(of: "/"), cut != path.startIndex { try Files.makeFolder(String(path[..<cut])) }
        let part = try PartFolder(for: path)
        defer { part.removeUnlessMoved() }
        try fill(part.path, maxInputSize: maxInputSize)
        guard chmod(part.path, 0o750) == 0 else { throw Failure.system("make the repository '\(path)'") }
        guard try part.move(to: path) else { throw Failure(.usage, "repository '\(path)' exists") }
    }

    private static func fill(_ path: String, maxInputSize: Int) throws {
        let attempt = "make the repository '\(path)'"
        var options = git_repository_init_options()
        try LibGit2.check(attempt) {
            git_repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION))
        }
        options.flags = GIT_REPOSITORY_INIT_BARE.rawValue | GIT_REPOSITORY_INIT_NO_REINIT.rawValue
        let repository = try "refs/heads/main".withCString { head in
            options.initial_head = head
            return try Handle.make(attempt, free: git_repository_free) { git_repository_init_ext(&$0, path, &options) }
        }
        let config = try Handle.make(attempt, free: git_config_free) { git_repository_config(&$0, repository.pointer) }
        for (name, value) in settings(maxInputSize: maxInputSize) {
            try LibGit2.check(attempt) { git_config_set_string(config.pointer, name, value) }
        }
    }

    /// Flaws that much honest old history has; every large host lets them pass.
    private static var harmlessFlaws: [(String, String)] {
        ["receive", "fetch"].flatMap { command in
            ["badTimezone", "missingSpaceBeforeDate", "zeroPaddedFilemode"].map { ("\(command).fsck.\($0)", "ignore") }
        }
    }

    /// git-config(1) has what each means.
    private static func settings(maxInputSize: Int) -> [(String, String)] {
        [
            ("receive.maxInputSize", "\(maxInputSize)"),
            ("receive.fsckObjects", "true"),
            ("transfer.fsckObjects", "true"),
            ("receive.denyDeleteCurrent", "refuse"),
            // A push that was accepted survives a power cut: loose objects and references are synced too.
            ("core.fsync", "committed"),
            ("core.fsyncMethod", "batch"),
            // A reflog shows what a forced push replaced, and keeps it for gc.reflogExpireUnreachable (30 days).
            ("core.logAllRefUpdates", "true"),
            // gc runs after a push that left more than so many loose objects, detached: no push waits for it.
            ("receive.autogc", "true"),
            ("gc.autoDetach", "true"),
            ("gc.auto", "2048"),
            ("gc.autoPackLimit", "50"),
            // Pushes and clones come over ssh alone.
            ("http.receivepack", "false"),
            ("http.uploadpack", "false"),
        ] + harmlessFlaws
    }
}
