import Glibc
import Model

/// A command that runs to its end within a time limit, with its output kept or handed on line by line.
public struct Command: Sendable {
    public let arguments: [String]
    public var environment: [String: String]
    /// Where it starts: not where we were started, which the child may have no right to.
    public var directory: String
    public var input: [UInt8]
    /// Seconds; then its process group is ended.
    public var limit: Double
    /// How much of each stream is kept, in bytes; the end of it where there is more.
    public var kept: Int
    /// `own`: its time limit ends all that it started. `parents`: what ends us ends it too.
    public var group = Child.Group.own
    /// Ends it when it becomes readable.
    public var stop: Descriptor?
    /// Descriptors that keep their numbers in it: a lock lasts as long as the command then.
    public var passed: [Descriptor] = []

    public init(
        _ arguments: [String], environment: [String: String] = Command.plainEnvironment, directory: String = "/",
        input: [UInt8] = [], limit: Double = 60, kept: Int = 1 << 20
    ) {
        self.arguments = arguments
        self.environment = environment
        self.directory = directory
        self.input = input
        self.limit = limit
        self.kept = kept
    }

    public static let plainEnvironment = [
        "PATH": Programs.defaultPath, "LC_ALL": "C.UTF-8", "HOME": "/nonexistent",
    ]

    public struct Outcome: Sendable {
        public let status: Int32
        public let output: String
        public let error: String
        public let timedOut: Bool
        /// Whether `stop` ended it.
        public let wasStopped: Bool
    }

    public enum Stream: Sendable { case output, error }

    /// Runs it and returns how it ended, whatever that was.
    public func run(line: ((Stream, String) -> Void)? = nil) throws -> Outcome {
        var pump = try start(line: line)
        return try pump.run()
    }

    /// The child's ends of the pipes are closed on our side when this returns, so that end of file can come.
    private func start(line: ((Stream, String) -> Void)?) throws -> Pump {
        let (childInput, input) = try Descriptor.pipe()
        let (output, childOutput) = try Descriptor.pipe()
        let (error, childError) = try Descriptor.pipe()
        let child = try Child(
            arguments, environment: environment, directory: directory,
            streams: .init(input: childInput, output: childOutput, error: childError, passed: passed), group: group)
        return Pump(child: child, command: self, line: line, input: input, output: output, error: error)
    }

    /// Runs it and fails where its status isn't 0; its standard output.
    @discardableResult
    public func check(_ attempt: String) throws -> String {
        let outcome = try run()
        guard outcome.status == 0, !outcome.timedOut else { throw failure(attempt, outcome) }
        return outcome.output
    }

    public func failure(_ attempt: String, _ outcome: Outcome) -> Failure {
        let how = outcome.timedOut ? "did not end within \(Int(limit)) s" : "ended with status \(outcome.status)"
        let lines = (outcome.error + outcome.output).split(separator: "\n").suffix(20).map(String.init)
        return Failure(.unavailable, "cannot \(attempt): '\(arguments[0])' \(how)", detail: lines)
    }
}
