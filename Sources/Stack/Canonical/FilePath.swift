/// Paths as texts: nothing is looked up.
enum FilePath {
    /// Without `.` and empty parts; `..` takes the part before it away.
    static func clean(_ path: String) -> String {
        var parts: [Substring] = []
        let isAbsolute = path.hasPrefix("/")
        for part in path.split(separator: "/") where part != "." {
            if part == "..", let last = parts.last, last != ".." {
                parts.removeLast()
            } else if part != ".." || !isAbsolute {
                parts.append(part)
            }
        }
        let joined = parts.joined(separator: "/")
        return isAbsolute ? "/" + joined : joined.isEmpty ? "." : joined
    }

    /// A path as seen from a folder.
    static func join(_ folder: String, _ path: String) -> String {
        path.hasPrefix("/") ? clean(path) : clean(folder + "/" + path)
    }
}
