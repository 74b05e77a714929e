import CGit2
import Glibc
import Model
import System

/// A folder in the making: it stands next to its final name and gets it when it is whole.
///
/// Its maker holds a lock on it; one whose maker was killed is removed by the next that makes the same.
final class PartFolder {
    let path: String
    /// The folder itself, for calls relative to it.
    let descriptor: Descriptor
    private var moved = false

    /// - Parameter final: The name it will get; the folder above exists.
    init(for final: String) throws {
        PartFolder.removeStale(for: final)
        for _ in 0..<10 {
            var template = Array("\(final).part.XXXXXX".utf8CString)
            guard mkdtemp(&template) != nil else { throw Failure.system("make a folder for '\(final)'") }
            let path = String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self)
            // Until it is locked another may take it for a dead one's and remove it: then once more.
            guard let descriptor = try? Descriptor.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW) else { continue }
            var status = stat()
            guard flock(descriptor.number, LOCK_EX | LOCK_NB) == 0, fstat(descriptor.number, &status) == 0,
                status.st_nlink > 0
            else { continue }
            self.path = path
            self.descriptor = descriptor
            return
        }
        throw Failure(.temporary, "cannot make a folder for '\(final)': others remove it")
    }

    /// Gives it its final name; false where a folder with content has that already.
    func move(to final: String) throws -> Bool {
        if rename(path, final) == 0 {
            moved = true
            return true
        }
        guard errno == EEXIST || errno == ENOTEMPTY else { throw Failure.system("rename '\(path)' to '\(final)'") }
        return false
    }

    func removeUnlessMoved() { if !moved { try? Files.remove(path) } }

    private static func removeStale(for final: String) {
        let cut = final.lastIndex(of: "/")
        let parent = cut.map { String(final[..<$0]) } ?? "."
        let prefix = (cut.map { String(final[final.index(after: $0)...]) } ?? final) + ".part."
        for name in Files.names(in: parent.isEmpty ? "/" : parent) where name.utf8.starts(with: prefix.utf8) {
            let path = "\(parent)/\(name)"
            guard let descriptor = try? Descriptor.open(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW),
                flock(descriptor.number, LOCK_EX | LOCK_NB) == 0
            else { continue }
            try? Files.remove(path)
        }
    }
}
