import Model
import Testing
import YAML

@testable import Stack

/// The table of keys and what is read are the same.
@Suite struct SupportTests {
    /// What a key needs beside it to be asked for.
    private static let siblings = [
        "volumes.bind": "bind", "volumes.tmpfs": "tmpfs", "volumes.volume": "volume",
    ]

    /// A file in which nothing but the value at one key path stands.
    private struct Probe: CustomTestStringConvertible {
        let path: [String]
        let support: Support
        let root: Node
        var testDescription: String { path.joined(separator: ".") }
    }

    private static let mark = Mark(source: "compose.yaml", line: 1, column: 1)
    private static func text(_ text: String) -> Node { Node(.scalar(Scalar(text)), mark: mark) }
    private static func mapping(_ pairs: [(String, Node)]) throws -> Node {
        Node(.mapping(try Mapping(pairs.map { .init(key: text($0.0), value: $0.1) })), mark: mark)
    }

    /// One for each key of the table.
    private static let probes: [Probe] = {
        var probes: [Probe] = []
        func visit(_ shape: Shape, _ path: [String], _ wrap: @escaping (Node) throws -> Node) throws {
            switch shape {
            case .optional(let inner), .short(_, let inner): try visit(inner, path, wrap)
            case .list(let inner), .oneOrMore(let inner):
                try visit(inner, path + ["*"]) { try wrap(Node(.sequence([$0]), mark: mark)) }
            case .named(let inner), .names(let inner, _):
                try visit(inner, path + ["n"]) { try wrap(mapping([("n", $0)])) }
            case .keys(let keys):
                for key in keys {
                    let below = path + [key.name]
                    let words = below.suffix(3).filter { $0 != "*" }.joined(separator: ".")
                    let type = siblings[words].map { [("type", text($0))] } ?? []
                    func place(_ node: Node) throws -> Node { try wrap(mapping([(key.name, node)] + type)) }
                    // No value of any key: what is read says so, and what isn't can't.
                    let nonsense = Node(.sequence([Node(.sequence([text("x")]), mark: mark)]), mark: mark)
                    probes.append(
                        Probe(path: below, support: Schema.support(path: below), root: try place(nonsense)))
                    if key.support == .honoured { try visit(key.shape, below, place) }
                }
            default: break
            }
        }
        try? visit(Schema.root, []) { $0 }
        return probes
    }()

    private func says(_ probe: Probe) -> (problems: [String], notes: [String]) {
        var notes: [String] = []
        let project = Project(root: probe.root, name: "shop", file: "compose.yaml")
        do {
            _ = try project.stack(readFile: { _ in nil }, note: { notes.append($0) })
            return ([], notes)
        } catch {
            let failure = error as? Failure
            return (failure.map { $0.detail.isEmpty ? [$0.message] : $0.detail } ?? [], notes)
        }
    }

    @Test(arguments: probes.filter { $0.support == .honoured })
    private func whatIsHonouredIsRead(_ probe: Probe) {
        let unread = "\(Field.words(probe.path)) can't be honoured"
        #expect(!says(probe).problems.contains { $0.hasSuffix(unread) })
    }

    @Test(arguments: probes.filter { if case .refused = $0.support { true } else { false } })
    private func whatIsRefusedIsAProblem(_ probe: Probe) {
        let said = says(probe).problems
        #expect(said.contains { $0.contains(Field.words(probe.path)) }, "\(said)")
    }

    @Test(arguments: probes.filter { if case .ignored = $0.support { true } else { false } })
    private func whatIsIgnoredIsSaid(_ probe: Probe) {
        let said = says(probe)
        #expect((said.problems + said.notes).contains { $0.contains(Field.words(probe.path)) }, "\(said)")
    }

    @Test func theTableIsWalked() { #expect(Self.probes.count > 150) }
}
