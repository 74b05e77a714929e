import Model
import YAML

/// A file of variables as Compose reads it: `NAME=value` lines with comments, quotes, `export` and variables.
struct Dotenv {
    enum Value: Equatable {
        /// With variables in it still.
        case template(String)
        case literal(String)
        /// `NAME` alone: what the configuration has.
        case inherited
    }

    struct Entry: Equatable {
        let name: String
        let value: Value
        let mark: Mark
    }

    let entries: [Entry]

    /// - Parameter isRaw: Each value is all behind `=`: without quotes, comments and variables.
    init(_ bytes: [UInt8], source: String, isRaw: Bool = false) throws {
        var reader = DotenvReader(bytes: bytes, source: source, isRaw: isRaw)
        entries = try reader.entries()
    }

    /// The variables' values; of one that stands twice the last.
    /// - Parameter variables: They win over what stands earlier in the file where a value names a variable.
    func values(
        _ variables: Variables, _ budget: inout Variables.Budget, unset: (String) -> Void
    ) throws -> [String: Node] {
        var values: [String: Node] = [:]
        for entry in entries {
            switch entry.value {
            case .literal(let text):
                try budget.spend(text.utf8.count)
                values[entry.name] = .made(.text(text), entry.mark)
            case .inherited:
                if let text = variables[entry.name] { values[entry.name] = .made(.text(text), entry.mark) }
            case .template(let text):
                do {
                    let lookup = { variables[$0] ?? values[$0]?.text }
                    let expanded = try Template(text).expanded(lookup, &budget, unset: unset)
                    values[entry.name] = .made(.text(expanded), entry.mark)
                } catch let failure as Failure {
                    throw entry.mark.failure(failure.message, hint: failure.hint)
                }
            }
        }
        return values
    }
}
