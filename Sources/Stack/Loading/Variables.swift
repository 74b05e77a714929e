import Model

/// The values that a stack's files may name. Nobody's value stands in an error.
struct Variables {
    /// What all that files ask for may come to, so that names that double names end in an error.
    struct Budget {
        private(set) var bytes: Int

        init(bytes: Int = 4 << 20) { self.bytes = bytes }

        mutating func spend(_ count: Int) throws {
            bytes -= count
            guard bytes >= 0 else { throw Failure(.badData, "the values of variables come to too many bytes") }
        }
    }

    /// The app's configuration.
    let configured: (String) -> String?
    /// From dotenv files; the configuration wins.
    var defaults: [String: String] = [:]

    subscript(_ name: String) -> String? { configured(name) ?? defaults[name] }
}

extension Template {
    /// The text with its variables' values.
    /// - Parameter unset: Hears of a variable that has neither a value nor a default and so is empty.
    func expanded(
        _ lookup: (String) -> String?, _ budget: inout Variables.Budget, unset: (String) -> Void
    ) throws -> String {
        var text = ""
        for part in parts {
            let piece: String
            switch part {
            case .text(let own): piece = own
            case .variable(let name):
                let value = lookup(name)
                if value == nil { unset(name) }
                piece = value ?? ""
            case .conditional(let name, let condition, let emptyIsUnset, let template):
                let value = lookup(name).flatMap { emptyIsUnset && $0.isEmpty ? nil : $0 }
                switch (condition, value) {
                case (.whereUnset, let value?), (.required, let value?): piece = value
                case (.whereSet, nil): piece = ""
                case (.required, nil):
                    let why = template.source.isEmpty ? "" : ": \(template.source.printable(200))"
                    throw Failure(
                        .badData, "the variable \(name.quotedForPeople) has no value\(why)",
                        hint: "slipway config set APP \(name)=…")
                default: piece = try template.expanded(lookup, &budget, unset: unset)
                }
            }
            try budget.spend(piece.utf8.count)
            text += piece
        }
        return text
    }
}
