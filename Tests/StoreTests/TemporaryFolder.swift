import Glibc
import System

/// A folder that goes with its content when the test is over.
final class TemporaryFolder: Sendable {
    let path: String

    init() throws {
        path = "/tmp/slipway-store-test.\(getpid()).\(Password.random().exposed)"
        try Files.makeFolder(path)
    }

    deinit { try? Files.remove(path) }

    /// Its permission bits.
    static func mode(_ path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }
}
