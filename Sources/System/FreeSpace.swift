import Glibc
import Model

/// What is free on the file system that a path lies on, for a user who isn't root.
public struct FreeSpace: Sendable, Equatable {
    public let bytes: Int
    /// How many files and folders can still be made; nil where the file system has no limit.
    public let inodes: Int?
    /// The file system's own number: two paths on one have the same.
    public let device: UInt64

    public init(bytes: Int, inodes: Int?, device: UInt64) {
        self.bytes = bytes
        self.inodes = inodes
        self.device = device
    }

    /// - Parameter path: It is there, and need not be readable.
    public init(of path: String) throws {
        var space = statvfs()
        var status = stat()
        guard statvfs(path, &space) == 0, stat(path, &status) == 0 else {
            throw Failure.system("ask how much is free in '\(path)'")
        }
        self.init(
            bytes: Int(clamping: UInt64(space.f_bavail) * UInt64(space.f_frsize)),
            inodes: space.f_files == 0 ? nil : Int(clamping: space.f_favail), device: UInt64(status.st_dev))
    }
}
