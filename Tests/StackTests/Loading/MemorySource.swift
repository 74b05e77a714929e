import Model
import YAML

@testable import Stack

/// Files that stand nowhere but here.
struct MemorySource: FileSource {
    let files: [String: String]

    func bytes(_ path: String, limit: Int) throws -> [UInt8]? {
        guard let text = files[path] else { return nil }
        guard text.utf8.count <= limit else { throw Failure(.badData, "\(path): is too large") }
        return Array(text.utf8)
    }

    func isFolder(_ path: String) throws -> Bool {
        path == "." || files.keys.contains { $0.hasPrefix(path + "/") }
    }
}

extension Project {
    /// What files come to, with these variables and profiles.
    init(
        _ files: [String: String], only names: [String]? = nil, _ variables: [String: String] = [:],
        profiles: Set<String> = []
    ) throws {
        try self.init(
            files: names, in: MemorySource(files: files), name: "app", variables: { variables[$0] }, profiles: profiles)
    }

    /// The value at a path, in one line.
    func value(_ path: String...) -> String {
        path.reduce(Optional(root)) { node, name in node?[name] }.map(\.inOneLine) ?? "-"
    }
}

extension Node {
    /// As YAML writes it in one line, in the order of the keys: what a test compares.
    var inOneLine: String {
        switch content {
        case .scalar(let scalar): isNull ? "null" : scalar.text
        case .sequence(let nodes): "[\(nodes.map(\.inOneLine).joined(separator: ", "))]"
        case .mapping(let mapping):
            "{\(mapping.pairs.map { "\($0.name): \($0.value.inOneLine)" }.sorted().joined(separator: ", "))}"
        }
    }
}

/// What all that is wrong says, a line each.
func problems(_ body: () throws -> Void) -> [String] {
    do {
        try body()
        return []
    } catch let failure as Failure {
        return failure.detail.isEmpty
            ? [failure.message + (failure.hint.map { " (\($0))" } ?? "")] : failure.detail
    } catch {
        return ["\(error)"]
    }
}
