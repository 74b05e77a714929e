import FoundationEssentials
import Glibc
import Model

/// Files and folders, with errors that name them.
public enum Files {
    public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    public static func read(_ path: String) throws -> String {
        let descriptor = try Descriptor.open(path, O_RDONLY)
        return String(decoding: try descriptor.readToEnd(), as: UTF8.self)
    }

    /// Writes a file as a whole: nobody ever sees half of it, and a crash leaves the old or the new.
    public static func write(_ path: String, _ text: String, mode: mode_t = 0o640) throws {
        let temporary = "\(path).\(getpid())-\(UInt32.random(in: 0 ... .max)).new"
        let descriptor = try Descriptor.open(temporary, O_WRONLY | O_CREAT | O_EXCL, mode: mode)
        do {
            do { try descriptor.write(text) } catch { throw Failure.system("write '\(path)'") }
            guard fchmod(descriptor.number, mode) == 0, fsync(descriptor.number) == 0, rename(temporary, path) == 0
            else { throw Failure.system("write '\(path)'") }
        } catch {
            unlink(temporary)
            throw error
        }
    }

    /// Makes a folder and those above it.
    public static func makeFolder(_ path: String, mode: mode_t = 0o750) throws {
        if mkdir(path, mode) == 0 { return }
        if errno == ENOENT, let cut = path.lastIndex(of: "/"), cut != path.startIndex {
            try makeFolder(String(path[..<cut]), mode: mode)
            if mkdir(path, mode) == 0 { return }
        }
        guard errno == EEXIST else { throw Failure.system("make the folder '\(path)'") }
        var status = stat()
        guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
            throw Failure.system("make the folder '\(path)'", errno: ENOTDIR)
        }
    }

    /// Removes a file, or a folder with all in it; content that isn't there is no error.
    public static func remove(_ path: String) throws {
        guard exists(path) || (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil else { return }
        do {
            try FileManager.default.removeItem(atPath: path)
        } catch {
            throw Failure(.unavailable, "cannot remove '\(path)'")
        }
    }

    /// The bytes that a file, or a folder with all in it, takes on its disk. Links are not followed.
    public static func bytes(_ path: String) -> Int {
        var status = stat()
        guard lstat(path, &status) == 0 else { return 0 }
        let own = Int(status.st_blocks) * 512
        guard status.st_mode & S_IFMT == S_IFDIR else { return own }
        return names(in: path).reduce(own) { $0 + bytes("\(path)/\($1)") }
    }

    /// When a file last changed, in seconds since 1970; nil where it isn't there.
    public static func changed(_ path: String) -> Int? {
        var status = stat()
        return lstat(path, &status) == 0 ? status.st_mtim.tv_sec : nil
    }

    /// The names in a folder, in order; none where it doesn't exist.
    public static func names(in path: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }
}
