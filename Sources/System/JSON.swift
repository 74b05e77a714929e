import FoundationEssentials
import Model

/// JSON as this project writes and reads it: one line, keys in order.
public enum JSON {
    public static func line(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    public static func pretty(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }

    /// `source` names where the bytes come from, for the error.
    public static func decode<Value: Decodable>(
        _ type: Value.Type, from bytes: some Sequence<UInt8>, source: String
    ) throws -> Value {
        do {
            return try JSONDecoder().decode(type, from: Data(bytes))
        } catch let failure as Failure {
            throw failure
        } catch let error as DecodingError {
            throw Failure(.badData, "\(source): \(error.inWords)")
        } catch {
            throw Failure(.badData, "\(source): not JSON")
        }
    }
}

extension DecodingError {
    fileprivate var inWords: String {
        func place(_ context: Context) -> String { context.codingPath.map(\.stringValue).joined(separator: ".") }
        switch self {
        case .keyNotFound(let key, let context): return "'\(place(context))' lacks '\(key.stringValue)'"
        case .typeMismatch(let type, let context): return "'\(place(context))' is not of type \(type)"
        case .valueNotFound(let type, let context): return "'\(place(context))' is null, not of type \(type)"
        case .dataCorrupted(let context): return "not JSON at '\(place(context))': \(context.debugDescription)"
        @unknown default: return "cannot be decoded"
        }
    }
}
