import Model
import System
import TestSupport

/// Sees every call of a program: a script is mounted over it, which notes its arguments and becomes the program.
/// The mount is in the tests' own mount namespace.
final class CallLog: Sendable {
    private let log: String
    private let program: String

    init(of program: String, in server: TestServer) throws {
        self.program = program
        let name = program.split(separator: "/").last.map(String.init) ?? program
        let real = "\(server.work)/real-\(name)"
        let wrapper = "\(server.work)/wrapper-\(name)"
        log = "\(server.work)/calls-\(name)"
        try Command(["cp", program, real]).check("copy '\(program)'")
        try Files.write(wrapper, "#!/bin/sh\necho \"$*\" >>\(log)\nexec \(real) \"$@\"\n", mode: 0o755)
        try Files.write(log, "", mode: 0o666)
        try Command(["mount", "--bind", wrapper, program]).check("mount over '\(program)'")
    }

    func count(_ matches: (String) -> Bool) throws -> Int {
        try Files.read(log).split(separator: "\n").filter { matches(String($0)) }.count
    }

    func clear() throws { try Files.write(log, "", mode: 0o666) }

    deinit { _ = try? Command(["umount", program]).run() }
}
