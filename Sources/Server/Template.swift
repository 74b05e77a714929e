import Model
import System

/// A file of templates/ with `{{ name }}` where a value goes: what is configured here and on a bootstrapped host is
/// written down once.
struct Template {
    private let path: String
    private let text: String

    init(_ name: String, _ installation: Installation) throws {
        path = "\(installation.share)/templates/\(name)"
        text = try Files.read(path)
    }

    /// A placeholder without a value is an error, so that no configuration is ever written with a hole.
    func render(_ values: [String: String]) throws -> String {
        var result = ""
        var rest = Substring(text)
        while let open = rest.firstRange(of: "{{") {
            guard let close = rest[open.upperBound...].firstRange(of: "}}") else {
                throw Failure(.software, "\(path): a '{{' is never closed")
            }
            let name = String(rest[open.upperBound..<close.lowerBound].filter { !$0.isWhitespace })
            guard let value = values[name] else { throw Failure(.software, "\(path): no value for '\(name)'") }
            guard !value.unicodeScalars.contains(where: { $0.value < 32 }) else {
                throw Failure(.badData, "\(path): the value of '\(name)' holds a control character")
            }
            result += rest[..<open.lowerBound] + value
            rest = rest[close.upperBound...]
        }
        return result + rest
    }
}
