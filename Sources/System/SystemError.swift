import Glibc
import Model

extension Failure {
    /// The failure of a system call, from `errno`: `cannot open '/x': permission denied`.
    public static func system(_ attempt: String, errno number: Int32 = Glibc.errno) -> Failure {
        let code: Code =
            switch number {
            case ENOENT: .notFound
            case EACCES, EPERM: .notPermitted
            case EAGAIN, EBUSY: .temporary
            default: .unavailable
            }
        let words = String(cString: strerror(number))
        return Failure(
            code, "cannot \(attempt): \(words.prefix(1).lowercased() + words.dropFirst())",
            hint: number == ENOSPC ? "see what can go: slipway gc --dry-run; remove it: slipway gc" : nil)
    }
}
