/// What went wrong, for a person and for a program: the one error type of the project.
///
/// The message is lower case without a full stop, quotes the user's value and says what was attempted and found.
/// The hint is a command to type or the nearest right spelling.
public struct Failure: Error, Sendable, Equatable, CustomStringConvertible {
    /// The exit statuses of sysexits(3) that this project uses.
    public enum Code: Int32, Sendable {
        case failed = 1
        case usage = 64
        case badData = 65
        case notFound = 66
        case unavailable = 69
        case software = 70
        case temporary = 75
        case notPermitted = 77
        case configuration = 78
    }

    public let code: Code
    public let message: String
    public let hint: String?
    /// Lines that explain more: the end of a log, a command's standard error.
    public let detail: [String]

    public init(_ code: Code, _ message: String, hint: String? = nil, detail: [String] = []) {
        self.code = code
        self.message = message
        self.hint = hint
        self.detail = detail
    }

    public var description: String { message }
}
