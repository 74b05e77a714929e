import Glibc
import Model
import System

/// A folder on a disk: what is looked at before it is pushed. Links in it are not followed, not even to within it.
public struct FolderSource: FileSource {
    private let root: Descriptor

    public init(_ path: String) throws { root = try Descriptor.open(path, O_RDONLY | O_DIRECTORY) }

    public func bytes(_ path: String, limit: Int) throws -> [UInt8]? {
        // Non-blocking: a named pipe's opening waits for a writer.
        guard let file = try descriptor(path, O_NONBLOCK) else { return nil }
        var status = stat()
        guard fstat(file.number, &status) == 0 else { throw Failure.system("read \(path.quotedForPeople)") }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw Failure(.badData, "\(path.quotedForPeople) is no plain file")
        }
        guard status.st_size <= limit else {
            throw Failure(.badData, "\(path): has \(status.st_size) bytes; \(limit) are the most")
        }
        return try file.readToEnd(atMost: limit)
    }

    public func isFolder(_ path: String) throws -> Bool {
        guard let file = try descriptor(path, O_NONBLOCK) else { return false }
        var status = stat()
        return fstat(file.number, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// Opens name by name from the root, so that no folder on the way can be a link either. Nil where nothing is.
    private func descriptor(_ path: String, _ flags: Int32) throws -> Descriptor? {
        let names = try SourcePath.resolved(path, in: ".").split(separator: "/").map(String.init)
        var current = root
        for (index, name) in names.enumerated() {
            let flags = index == names.count - 1 ? O_RDONLY | flags : O_RDONLY | O_DIRECTORY
            let number = openat(current.number, name, flags | O_NOFOLLOW | O_CLOEXEC)
            let problem = errno
            guard number >= 0 else {
                if problem == ENOENT || problem == ENOTDIR, !isLink(name, in: current) { return nil }
                if problem == ELOOP || problem == ENOTDIR {
                    throw Failure(.badData, "\(path.quotedForPeople) lies behind a link, which is not followed")
                }
                throw Failure.system("open \(path.quotedForPeople)", errno: problem)
            }
            current = Descriptor(number)
        }
        return current
    }

    private func isLink(_ name: String, in folder: Descriptor) -> Bool {
        var status = stat()
        return fstatat(folder.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && status.st_mode & S_IFMT == S_IFLNK
    }
}
