import Model
import Testing
import YAML

@testable import Stack

/// Reads stack files in long form, with what a test says of the world around them.
struct StackTrial {
    var allowances: Set<Allowance> = []
    var registry: String? = "registry.internal:5000"
    var files: [String: [UInt8]] = [:]
    var variables: [String: String] = [:]
    var isFig = false

    func read(_ text: String, note: @escaping (String) -> Void = { _ in }) throws -> Model.Stack {
        let root = try Document(text, source: "compose.yaml", limits: .init(nodes: 1_000_000)).root
        let project = Project(root: root, name: "shop", file: "compose.yaml", isFig: isFig)
        return try project.stack(
            allowing: allowances, registry: registry, platform: "linux/amd64", readFile: { files[$0] },
            variables: { variables[$0] }, note: note)
    }

    /// One service `web` with these lines, and what stands beside `services`.
    func service(_ lines: String, image: String = "image: redis", and rest: String = "") throws -> StackService {
        let stack = try read(Self.file(lines, image: image, and: rest))
        return try #require(stack[.web])
    }

    static func file(_ lines: String, image: String = "image: redis", and rest: String = "") -> String {
        let body = ([image] + lines.split(separator: "\n").map(String.init)).map { "    \($0)\n" }.joined()
        return "services:\n  web:\n\(body)\(rest)\n"
    }

    /// Each problem with its hint, without its place.
    func problems(_ text: String) -> [String] {
        do {
            _ = try read(text)
            return []
        } catch let failure as Failure {
            let lines =
                failure.detail.isEmpty ? [failure.message + (failure.hint.map { " (\($0))" } ?? "")] : failure.detail
            return lines.map { line in
                let parts = line.split(separator: ": ", maxSplits: 1)
                return parts.count == 2 && parts[0].contains(".yaml:") ? String(parts[1]) : line
            }
        } catch {
            return ["\(error)"]
        }
    }

    func problems(ofService lines: String, image: String = "image: redis", and rest: String = "") -> [String] {
        problems(Self.file(lines, image: image, and: rest))
    }
}
