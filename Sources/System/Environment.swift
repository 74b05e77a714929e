import Glibc

/// This process's environment.
public enum Environment {
    public static func value(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

    public static var all: [String: String] {
        var values: [String: String] = [:]
        var entry = environ
        while let pointer = entry.pointee {
            let text = String(cString: pointer)
            if let cut = text.firstIndex(of: "=") {
                values[String(text[..<cut])] = String(text[text.index(after: cut)...])
            }
            entry += 1
        }
        return values
    }
}
