import Model

/// A path below the source's root.
enum SourcePath {
    /// The path that `path` means in a folder, both `.` or relative to the root, without `.` and `..`.
    /// - Throws: For an absolute path and one that leaves the root.
    static func resolved(_ path: String, in folder: String) throws -> String {
        guard !path.hasPrefix("/"), !path.hasPrefix("~") else {
            throw Failure(
                .badData, "\(path.quotedForPeople) is no path below the stack's folder",
                hint: "write it relative to the stack file")
        }
        guard path.utf8.count <= 4096, !path.utf8.contains(0) else {
            throw Failure(.badData, "\(path.quotedForPeople) is no path")
        }
        var parts: [Substring] = []
        for part in (folder + "/" + path).split(separator: "/") where part != "." {
            guard part == ".." else {
                parts.append(part)
                continue
            }
            guard parts.popLast() != nil else {
                throw Failure(.badData, "\(path.quotedForPeople) leaves the stack's folder")
            }
        }
        return parts.isEmpty ? "." : parts.joined(separator: "/")
    }

    /// The folder that a path stands in.
    static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[..<$0]) } ?? "."
    }
}
