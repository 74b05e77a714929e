/// A path within the checkout, without `.` and `..`.
enum TreePath {
    /// - Parameters:
    ///   - text: As the file has it, relative to `folder`.
    ///   - folder: Within the checkout, normalised; `.` is its root.
    /// - Returns: The path from the checkout's root, `.` for that; nil where it is absolute or leads out.
    static func normalised(_ text: String, in folder: String = ".") -> String? {
        guard !text.hasPrefix("/"), !text.hasPrefix("~"), !text.utf8.contains(0), !text.isEmpty else { return nil }
        var names: [Substring] = folder == "." ? [] : folder.split(separator: "/")
        for name in text.split(separator: "/") where name != "." {
            if name == ".." {
                guard names.popLast() != nil else { return nil }
            } else {
                names.append(name)
            }
        }
        return names.isEmpty ? "." : names.joined(separator: "/")
    }

    /// A path of the checkout as it is called in one of its folders; both normalised.
    static func relative(_ path: String, to folder: String) -> String {
        let names = path.split(separator: "/")
        let base = folder == "." ? [] : folder.split(separator: "/")
        let shared = zip(names, base).prefix { $0 == $1 }.count
        let up = Array(repeating: Substring(".."), count: base.count - shared)
        return (up + names.dropFirst(shared)).joined(separator: "/")
    }

    /// An absolute path without `.`, `..` and double slashes; nil for another.
    static func absolute(_ text: String) -> String? {
        guard text.hasPrefix("/"), !text.utf8.contains(0) else { return nil }
        var names: [Substring] = []
        for name in text.split(separator: "/") where name != "." {
            if name == ".." { _ = names.popLast() } else { names.append(name) }
        }
        return "/" + names.joined(separator: "/")
    }
}
