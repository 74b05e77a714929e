import System

/// A value of the JSON that the engine is sent, or that comes from it and goes back as it came.
enum Wire: Codable, Equatable {
    case object([String: Wire])
    case array([Wire])
    case text(String)
    case number(Int)
    case fraction(Double)
    case flag(Bool)
    case null

    /// An object without the members that are nil.
    static func some(_ members: [String: Wire?]) -> Wire { .object(members.compactMapValues { $0 }) }
    static func texts(_ values: [String]) -> Wire { .array(values.map(Wire.text)) }
    static func texts(_ values: [String: String]) -> Wire { .object(values.mapValues(Wire.text)) }
    /// Nil where there is nothing in it.
    static func list(_ values: [Wire]) -> Wire? { values.isEmpty ? nil : .array(values) }
    /// An object without the members that are nil; nil where all are.
    static func options(_ members: [String: Wire?]) -> Wire? {
        let said = members.compactMapValues { $0 }
        return said.isEmpty ? nil : .object(said)
    }
    /// The engine's unit for durations.
    static func nanoseconds(_ seconds: Double) -> Wire { .number(Int((seconds * 1e9).rounded())) }

    /// A member of an object.
    subscript(_ name: String) -> Wire? {
        get {
            guard case .object(let members) = self else { return nil }
            return members[name]
        }
        set {
            guard case .object(var members) = self else { return }
            members[name] = newValue
            self = .object(members)
        }
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .flag(value)
        } else if let value = try? container.decode(Int.self) {
            self = .number(value)
        } else if let value = try? container.decode(Double.self) {
            self = .fraction(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let values = try? container.decode([Wire].self) {
            self = .array(values)
        } else {
            self = .object(try container.decode([String: Wire].self))
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .object(let members): try container.encode(members)
        case .array(let values): try container.encode(values)
        case .text(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .fraction(let value): try container.encode(value)
        case .flag(let value): try container.encode(value)
        case .null: try container.encodeNil()
        }
    }
}

extension Request {
    /// A request with a body.
    init(
        post path: String, query: [(name: String, value: String)] = [], headers: [String] = [], _ body: Wire,
        to attempt: String
    ) throws {
        self.init(.post, path, query: query, headers: headers, body: try JSON.line(body), to: attempt)
    }

    /// The query's `filters`, as every list operation takes them.
    static func filters(_ filters: [String: [String]]) throws -> [(name: String, value: String)] {
        let used = filters.filter { !$0.value.isEmpty }
        return used.isEmpty ? [] : [("filters", try JSON.line(used))]
    }
}
