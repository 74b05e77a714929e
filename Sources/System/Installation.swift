import FoundationEssentials
import Glibc
import Model

/// Where this program was installed: its siblings, and the hooks and templates that belong to them.
public struct Installation: Sendable {
    /// The folder of our executables.
    public let programs: String
    /// The folder of `hooks`, `templates`, `playbooks` and `examples`.
    public let share: String

    public var hooks: String { "\(share)/hooks" }

    /// Found from the running program: `PREFIX/bin` has `PREFIX/share/slipway`; a build folder has the checkout above.
    public static func current() throws -> Installation {
        var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/self/exe", &buffer, buffer.count)
        guard count > 0 else { throw Failure.system("read /proc/self/exe") }
        let program = String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
        let programs = folder(of: program)
        var candidate = folder(of: programs)
        if Files.exists("\(candidate)/share/slipway/hooks/deploy") {
            return Installation(programs: programs, share: "\(candidate)/share/slipway")
        }
        while candidate != "/" && !candidate.isEmpty {
            if Files.exists("\(candidate)/hooks/deploy") { return Installation(programs: programs, share: candidate) }
            candidate = folder(of: candidate)
        }
        throw Failure(
            .configuration, "cannot find the hooks that belong to '\(program)'", hint: "install it: make install")
    }

    private static func folder(of path: String) -> String {
        guard let cut = path.lastIndex(of: "/") else { return "" }
        return cut == path.startIndex ? "/" : String(path[..<cut])
    }
}
