import Glibc
import System

/// A process of these namespaces, as /proc tells.
public struct RunningProcess: Sendable, CustomStringConvertible {
    public let pid: pid_t
    public let parent: pid_t
    public let user: uid_t
    public let arguments: [String]

    /// Its program's name, without folders.
    public var name: String { arguments.first?.split(separator: "/").last.map(String.init) ?? "" }

    public var line: String { arguments.joined(separator: " ") }

    public var description: String { "\(pid) \(line)" }

    /// A variable of the environment that it was started with.
    public func variable(_ name: String) -> String? {
        guard let text = try? Files.read("/proc/\(pid)/environ") else { return nil }
        return text.split(separator: "\0").first { $0.hasPrefix("\(name)=") }.map {
            String($0.dropFirst(name.count + 1))
        }
    }

    public func signal(_ number: Int32) { kill(pid, number) }

    /// Nil where it has gone, is a thread of the kernel, or ended and nobody collected it.
    init?(pid: pid_t) {
        guard let line = try? Files.read("/proc/\(pid)/cmdline"), !line.isEmpty,
            let status = try? Files.read("/proc/\(pid)/status").split(separator: "\n")
        else { return nil }
        func number(_ key: String) -> Int32? {
            status.first { $0.hasPrefix(key) }?.split { $0 == "\t" || $0 == " " }.dropFirst().first.flatMap {
                Int32($0)
            }
        }
        guard let parent = number("PPid:"), let user = number("Uid:") else { return nil }
        self.pid = pid
        self.parent = parent
        self.user = uid_t(user)
        arguments = line.split(separator: "\0").map(String.init)
    }
}

/// All processes of these namespaces.
public enum ProcessTable {
    public static var all: [RunningProcess] {
        Files.names(in: "/proc").compactMap { Int32($0) }.compactMap { RunningProcess(pid: $0) }
    }

    /// Those whose command line has this in it.
    public static func running(_ words: String) -> [RunningProcess] { all.filter { $0.line.contains(words) } }

    /// Those of a program that work for an app.
    public static func of(_ name: String, app: String) -> [RunningProcess] {
        all.filter { $0.name == name && $0.variable("SLIPWAY_APP") == app }
    }
}
