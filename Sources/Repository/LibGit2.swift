import CGit2
import CGit2Shim
import Glibc
import Model

/// libgit2 as this project uses it, set up once a process.
enum LibGit2 {
    /// What went wrong in setting it up.
    private static let problem: Failure? = {
        guard git_libgit2_init() > 0 else { return Failure(.unavailable, "cannot start libgit2") }
        // Owner validation is off. It guards a user who steps into a folder that a stranger prepared; we only open
        // paths that we chose, whose configuration we wrote, libgit2 runs no command that a configuration names,
        // and root has to read the repositories of the slipway user. With it on that fails, with a misleading
        // 'config value safe.directory was not found'.
        guard shim_git_ignore_outer_configuration() == 0, shim_git_owner_validation(0) == 0, shim_git_fsync(1) == 0
        else { return .git("set up libgit2", -1) }
        return nil
    }()

    static func start() throws { if let problem { throw problem } }

    /// Calls libgit2 and fails where its status says so.
    static func check(_ attempt: @autoclosure () -> String, _ call: () -> Int32) throws {
        let status = call()
        guard status >= 0 else { throw Failure.git(attempt(), status) }
    }

    /// As `check`, and false where what was asked for isn't there.
    static func found(_ attempt: @autoclosure () -> String, _ call: () -> Int32) throws -> Bool {
        let status = call()
        if status == GIT_ENOTFOUND.rawValue { return false }
        guard status >= 0 else { throw Failure.git(attempt(), status) }
        return true
    }
}

extension Failure {
    /// A failure of libgit2, with what it says itself: `cannot open '/x': failed to resolve path '/x'`.
    static func git(_ attempt: String, _ status: Int32) -> Failure {
        let code: Code =
            switch git_error_code(status) {
            case GIT_ENOTFOUND: .notFound
            case GIT_EAMBIGUOUS: .usage
            case GIT_ELOCKED: .temporary
            case GIT_EEXISTS: .usage
            case GIT_EINVALIDSPEC: .badData
            default: .unavailable
            }
        let words = git_error_last().map { String(cString: $0.pointee.message) } ?? "libgit2's status \(status)"
        return Failure(code, "cannot \(attempt): \(words)")
    }
}

/// A libgit2 object that frees itself.
final class Handle {
    let pointer: OpaquePointer
    private let free: (OpaquePointer?) -> Void

    init(_ pointer: OpaquePointer, _ free: @escaping (OpaquePointer?) -> Void) {
        self.pointer = pointer
        self.free = free
    }

    /// What a call puts into its first argument.
    static func make(
        _ attempt: @autoclosure () -> String, free: @escaping (OpaquePointer?) -> Void,
        _ call: (inout OpaquePointer?) -> Int32
    ) throws -> Handle {
        var made: OpaquePointer?
        let status = call(&made)
        guard status >= 0, let made else { throw Failure.git(attempt(), status) }
        return Handle(made, free)
    }

    deinit { free(pointer) }
}

extension ObjectID {
    init(_ id: git_oid) {
        self.init(unchecked: withUnsafeBytes(of: id) { bytes in bytes.map { $0.hex }.joined() })
    }

    /// libgit2 1.5 knows SHA-1 only.
    func raw() throws -> git_oid {
        var id = git_oid()
        guard rawValue.utf8.count == 40, git_oid_fromstr(&id, rawValue) == 0 else {
            throw Failure(.badData, "object id '\(rawValue)' is not SHA-1, which is all that this server reads")
        }
        return id
    }
}

extension UInt8 {
    fileprivate var hex: String { (self < 16 ? "0" : "") + String(self, radix: 16) }
}
