import Glibc
import Model
import System

/// Writes a tree's entries into a folder that is new. Each is made, never opened where it is there: a tree that has
/// a name twice, as a link and as a folder, fails.
struct TreeWriter: TreeVisitor {
    func folder(_ name: UnsafePointer<CChar>, in parent: Descriptor, path: String) throws -> Descriptor {
        guard mkdirat(parent.number, name, 0o755) == 0 else { throw failure(path) }
        let folder = openat(parent.number, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard folder >= 0 else { throw failure(path) }
        let descriptor = Descriptor(folder)
        // The mode is the same under any umask, since it becomes the image's.
        guard fchmod(folder, 0o755) == 0 else { throw failure(path) }
        return descriptor
    }

    func file(_ name: UnsafePointer<CChar>, in parent: Descriptor, path: String, _ blob: TreeWalk.Blob) throws {
        let mode: mode_t = blob.executable ? 0o755 : 0o644
        let number = openat(parent.number, name, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode)
        guard number >= 0 else { throw failure(path) }
        let file = Descriptor(number)
        try blob.withBytes { bytes in
            var done = 0
            while done < bytes.count {
                let wrote = write(file.number, bytes.baseAddress?.advanced(by: done), bytes.count - done)
                if wrote < 0 {
                    guard errno == EINTR else { throw failure(path) }
                } else {
                    done += wrote
                }
            }
        }
        guard fchmod(file.number, mode) == 0 else { throw failure(path) }
    }

    func link(_ name: UnsafePointer<CChar>, in parent: Descriptor, path: String, _ blob: TreeWalk.Blob) throws {
        guard blob.size > 0, blob.size < Int(PATH_MAX) else {
            throw Failure(.badData, "the symbolic link \(path.quotedForPeople) has a target of \(blob.size) bytes")
        }
        try blob.withBytes { bytes in
            guard !bytes.contains(0) else {
                throw Failure(.badData, "the symbolic link \(path.quotedForPeople) has a zero byte in its target")
            }
            let target = bytes.map(CChar.init(bitPattern:)) + [0]
            guard symlinkat(target, parent.number, name) == 0 else { throw failure(path) }
        }
    }

    private func failure(_ path: String) -> Failure {
        let number = errno
        let failure = Failure.system("write \(path.quotedForPeople)", errno: number)
        guard number == EEXIST || number == ENAMETOOLONG else { return failure }
        return Failure(.badData, failure.message)
    }
}
