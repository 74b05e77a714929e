import Glibc
import Model

/// Runs an executable's body with the arguments behind its name. Each of ours tells its version by itself, so that one
/// can see whether those that work together are of one installation: `receiver --version`.
public func runProgram(_ body: ([String]) -> Int32) -> Never {
    let arguments = Array(CommandLine.arguments.dropFirst())
    if arguments == ["--version"], let path = CommandLine.arguments.first {
        Report.result("\(path.split(separator: "/").last ?? "") \(Version.number)")
        exit(0)
    }
    exit(body(arguments))
}
