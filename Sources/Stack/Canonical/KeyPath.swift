import Model

/// Where in a stack file a value stands, in the specification's words.
struct KeyPath: Equatable {
    let names: [String]

    init(_ names: [String]) { self.names = names }

    static func + (path: KeyPath, name: String) -> KeyPath { KeyPath(path.names + [name]) }

    /// `'services.web.image'`.
    var quoted: String { names.isEmpty ? "the file" : names.joined(separator: ".").quotedForPeople }

    /// What has keys: `service 'web'`, `'services.web.build'`, `the file`.
    var place: String {
        guard names.count == 2, names[0].hasSuffix("s") else { return quoted }
        return "\(names[0].dropLast()) \(names[1].quotedForPeople)"
    }

    /// What a short form has to say of its text, with the path before it.
    func naming<Value>(_ body: () throws -> Value) throws -> Value {
        do {
            return try body()
        } catch let problem as ShortForm.Problem {
            throw problem.node.failure("\(quoted): \(problem.message)", hint: problem.hint)
        }
    }
}
