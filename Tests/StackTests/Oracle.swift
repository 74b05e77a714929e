import Glibc
import System
import TestSupport

/// `docker compose`, whose reading of stack files ours is compared with. scripts/install-packages provides it.
enum Oracle {
    static let program = [
        "/usr/local/lib/slipway-oracles/docker-compose", "/usr/libexec/docker/cli-plugins/docker-compose",
    ].first { Files.exists($0) }

    static var isThere: Bool { program != nil }

    /// As Compose sees it: links resolved.
    static let corpus: String = {
        let path = #filePath.split(separator: "/").dropLast().reduce("") { "\($0)/\($1)" } + "/Corpus"
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }()

    /// What it makes of a case's files.
    static func config(_ files: [String], in folder: String, format: String = "json") throws -> String {
        let command = Command(
            [program ?? "docker-compose"] + files.flatMap { ["-f", $0] } + ["config", "--format", format],
            environment: Command.plainEnvironment.merging(["PWD": folder]) { $1 }, directory: folder)
        return try command.check("ask docker compose")
    }
}

/// Any JSON: numbers are equal where their values are.
enum JSONValue: Decodable, Equatable {
    case null
    case boolean(Bool)
    case number(Double)
    case text(String)
    case list([JSONValue])
    case mapping([String: JSONValue])

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .text(value)
        } else if let value = try? container.decode([JSONValue].self) {
            self = .list(value)
        } else {
            self = .mapping(try container.decode([String: JSONValue].self))
        }
    }

    /// Where two values differ: the key path, and both values there.
    static func differences(_ ours: JSONValue?, _ theirs: JSONValue?, at path: String = "") -> [Difference] {
        switch (ours, theirs) {
        case (.mapping(let left), .mapping(let right)):
            return Set(left.keys).union(right.keys).sorted().flatMap { name in
                differences(left[name], right[name], at: path.isEmpty ? name : "\(path).\(name)")
            }
        case (.list(let left), .list(let right)) where left.count == right.count:
            return zip(left, right).enumerated().flatMap { place, pair in
                differences(pair.0, pair.1, at: "\(path).\(place)")
            }
        default:
            return ours == theirs ? [] : [Difference(path: path, ours: ours?.line ?? "", theirs: theirs?.line ?? "")]
        }
    }

    /// On one line.
    var line: String {
        switch self {
        case .null: "null"
        case .boolean(let value): String(value)
        case .number(let value): value == value.rounded() ? String(Int(value)) : String(value)
        case .text(let text): "\"\(text)\""
        case .list(let values): "[" + values.map(\.line).joined(separator: ", ") + "]"
        case .mapping(let pairs):
            "{" + pairs.sorted { $0.key < $1.key }.map { "\"\($0.key)\": \($0.value.line)" }.joined(separator: ", ")
                + "}"
        }
    }
}

struct Difference: Hashable {
    let path: String
    /// Empty where nothing is shown.
    let ours: String
    let theirs: String
}
