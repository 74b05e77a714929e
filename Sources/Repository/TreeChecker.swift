import Glibc
import Model
import System

/// Compares a folder with a tree: that each entry is there with its kind, mode and size.
struct TreeChecker: TreeVisitor {
    /// Something isn't as it was written.
    struct Difference: Error {}

    func folder(_ name: UnsafePointer<CChar>, in parent: Descriptor, path: String) throws -> Descriptor {
        let folder = openat(parent.number, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else { throw Difference() }
        return Descriptor(folder)
    }

    func file(_ name: UnsafePointer<CChar>, in parent: Descriptor, path: String, _ blob: TreeWalk.Blob) throws {
        try expect(name, parent, S_IFREG | (blob.executable ? 0o755 : 0o644), blob.size)
    }

    func link(_ name: UnsafePointer<CChar>, in parent: Descriptor, path: String, _ blob: TreeWalk.Blob) throws {
        try expect(name, parent, S_IFLNK | 0o777, blob.size)
    }

    private func expect(_ name: UnsafePointer<CChar>, _ parent: Descriptor, _ mode: mode_t, _ size: Int) throws {
        var status = stat()
        guard fstatat(parent.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode == mode,
            status.st_size == size
        else { throw Difference() }
    }
}
