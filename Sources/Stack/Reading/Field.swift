import Model
import YAML

/// A value of a canonical stack file at its key path, while it is read. What is wrong with it is kept, at its place,
/// and the reading goes on.
struct Field {
    let node: Node
    /// `["services", "web", "ports", "*"]`.
    let path: [String]
    let reading: Reading

    /// Keeps that the value can't be taken.
    /// - Parameter why: Goes on behind `'ports' of service 'web': `.
    func refuse(_ why: String, hint: String? = nil) {
        reading.add("\(Field.words(path)): \(why)", at: node.mark, hint: hint)
    }

    /// Says that the value is without effect.
    func note(_ why: String) { reading.note("\(node.mark): \(Field.words(path)): \(why)") }

    /// Keeps that the value is of another kind than this.
    func wrong(_ expected: String) { reading.add(node.wrong(Field.words(path), expected), at: node.mark) }

    func text() -> String? {
        guard let text = node.text, !node.isNull else { return failed("a text") }
        guard !text.utf8.contains(0) else {
            refuse("holds a zero byte")
            return nil
        }
        return text
    }

    func boolean() -> Bool? { node.scalar?.boolean ?? failed("true or false") }

    func integer(in range: ClosedRange<Int>) -> Int? {
        guard let integer = node.scalar?.integer, range.contains(integer) else {
            return failed("a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return integer
    }

    func number(in range: ClosedRange<Double>) -> Double? {
        guard let scalar = node.scalar, let number = scalar.number, range.contains(number) else {
            return failed("a number from \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// Seconds.
    func duration() -> Double? {
        guard let duration = node.text.flatMap(Duration.init(composeText:)), duration >= .zero else {
            return failed("a duration such as 1m30s")
        }
        return duration / .seconds(1)
    }

    func bytes() -> Int? {
        guard let bytes = node.text.flatMap(ByteCount.bytes), bytes >= 0 else { return failed("a size such as 64m") }
        return bytes
    }

    /// One of the words of a type.
    func word<Word: RawRepresentable & CaseIterable>(_: Word.Type) -> Word? where Word.RawValue == String {
        guard let text = text() else { return nil }
        if let word = Word(rawValue: text) { return word }
        let known = Word.allCases.map(\.rawValue)
        refuse(
            "\(text.quotedForPeople) is none of \(known.joined(separator: ", "))",
            hint: Nearest.to(text, in: known).map { "did you mean '\($0)'?" })
        return nil
    }

    /// The elements of a list; none for a null.
    func list() -> [Field] {
        guard !node.isNull else { return [] }
        guard let nodes = node.sequence else { return failed("a list") ?? [] }
        return nodes.map { Field(node: $0, path: path + ["*"], reading: reading) }
    }

    func texts() -> [String] { list().compactMap { $0.text() } }

    /// The pairs of a mapping with names of the user's; none for a null.
    func entries() -> [(name: String, value: Field)] {
        guard !node.isNull else { return [] }
        guard let mapping = node.mapping else { return failed("a mapping") ?? [] }
        return mapping.pairs.map { ($0.name, Field(node: $0.value, path: path + [$0.name], reading: reading)) }
    }

    /// `NAME` → text, without the names that have no value.
    func dictionary() -> [String: String] {
        var texts: [String: String] = [:]
        for (name, value) in entries() where !value.node.isNull { texts[name] = value.text() }
        return texts
    }

    /// Reads a mapping with keys of the specification: those that `body` doesn't ask for are said to be what they are.
    func keys<Value>(_ body: (Keys) -> Value) -> Value? {
        guard let mapping = node.mapping else { return failed("a mapping") }
        let keys = Keys(mapping, of: self)
        let value = body(keys)
        keys.end()
        return value
    }

    private func failed<Value>(_ expected: String) -> Value? {
        wrong(expected)
        return nil
    }
}

/// The keys of one mapping while it is read. None is passed over in silence: `end` goes through those that nobody
/// asked for.
final class Keys {
    let field: Field
    private let mapping: Mapping
    private var read: Set<String> = []

    init(_ mapping: Mapping, of field: Field) {
        self.mapping = mapping
        self.field = field
    }

    /// The value of a key; nil where there is none, or a null.
    subscript(_ name: String) -> Field? {
        read.insert(name)
        guard let node = mapping[name], !node.isNull else { return nil }
        return Field(node: node, path: field.path + [name], reading: field.reading)
    }

    /// Asks for a key that has been dealt with elsewhere.
    func skip(_ names: String...) { read.formUnion(names) }

    func end() {
        for pair in mapping.pairs where !read.contains(pair.name) && !pair.name.hasPrefix("x-") {
            field.reading.unread(pair.value, at: field.path + [pair.name], mark: pair.key.mark)
        }
    }
}
