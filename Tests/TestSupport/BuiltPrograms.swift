import FoundationEssentials
import Glibc
import Model
import System

/// Our executables, as this build made them beside its tests.
public enum BuiltPrograms {
    public static let folder: String = {
        // The tests' bundle, as `swift test` names it to its helper, else the checkout that this file is from.
        for argument in CommandLine.arguments {
            guard let cut = argument.firstRange(of: "/slipwayPackageTests.xctest") else { continue }
            return String(argument[..<cut.lowerBound])
        }
        let checkout = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        return "/\(checkout)/.build/debug"
    }()

    /// What they need of an environment, with their folder on PATH.
    public static var environment: [String: String] {
        var environment = Command.plainEnvironment
        environment["PATH"] = "\(folder):\(Programs.defaultPath)"
        environment["LD_LIBRARY_PATH"] = Environment.value("LD_LIBRARY_PATH") ?? ""
        return environment
    }
}

/// Whether a process has ended; one that nobody has collected yet has.
public func hasEnded(_ pid: Int32) -> Bool {
    guard let text = try? Files.read("/proc/\(pid)/stat") else { return true }
    return text.contains(") Z ") || text.contains(") X ")
}
