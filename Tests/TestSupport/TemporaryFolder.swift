import Glibc
import System

/// A folder that goes with its owner.
public final class TemporaryFolder: Sendable {
    public let path: String

    public init(below parent: String = "/tmp") throws {
        path = "\(parent)/slipway-test-\(UInt32.random(in: 0 ... .max))"
        try Files.makeFolder(path, mode: 0o755)
    }

    deinit { try? Files.remove(path) }
}
