import Model

/// What a reader of files asks a node for; the failure says what was expected where, and what stands there.
extension Node {
    /// A failure at this node's place.
    public func failure(_ message: String, hint: String? = nil) -> Failure { mark.failure(message, hint: hint) }

    /// A mapping, with no other keys than these.
    /// - Parameter noun: What has these keys, behind 'unknown key … in': `'healthcheck'`.
    public func mapping(_ noun: String, keys: [String]) throws -> Mapping {
        let mapping = try requiredMapping(noun)
        for pair in mapping.pairs where !keys.contains(pair.name) {
            let near = Nearest.to(pair.name, in: keys)
            throw pair.key.failure(
                "unknown key \(pair.name.quotedForPeople) in \(noun)",
                hint: near.map { "did you mean '\($0)'?" } ?? "known are: \(keys.joined(separator: ", "))")
        }
        return mapping
    }

    /// A mapping, with any keys.
    public func requiredMapping(_ noun: String) throws -> Mapping {
        guard let mapping else { throw wrong(noun, "a mapping") }
        return mapping
    }

    public func requiredSequence(_ noun: String) throws -> [Node] {
        guard let sequence else { throw wrong(noun, "a list") }
        return sequence
    }

    /// Any scalar but null, as it is written.
    public func requiredText(_ noun: String) throws -> String {
        guard let text, !isNull else { throw wrong(noun, "a text") }
        return text
    }

    public func requiredBoolean(_ noun: String) throws -> Bool {
        guard let scalar, let boolean = scalar.boolean else { throw wrong(noun, "true or false") }
        return boolean
    }

    public func requiredInteger(_ noun: String, in range: ClosedRange<Int>) throws -> Int {
        let expected = "a number from \(range.lowerBound) to \(range.upperBound)"
        guard let integer = scalar?.integer, range.contains(integer) else { throw wrong(noun, expected) }
        return integer
    }

    public func requiredNumber(_ noun: String, in range: ClosedRange<Double>) throws -> Double {
        let expected = "a number from \(range.lowerBound) to \(range.upperBound)"
        guard let scalar, let number = scalar.integer.map(Double.init) ?? scalar.number, range.contains(number) else {
            throw wrong(noun, expected)
        }
        return number
    }

    /// `tsuru.yaml:3:5: 'status': expected a number, found a text 'ok'`.
    public func wrong(_ noun: String, _ expected: String) -> Failure {
        let quoted = isNull ? "" : text.map { " \($0.quotedForPeople)" } ?? ""
        return failure("\(noun): expected \(expected), found \(kind)\(quoted)")
    }
}
