import Glibc
import System
import Testing
import YAML

@testable import Stack

/// `stack show` against `docker compose config`, over a corpus that has every key.
@Suite(.enabled(if: Oracle.isThere, "docker compose is not installed")) struct OracleTests {
    /// What is known to differ, by the case in which it does.
    struct Known: Decodable {
        let `case`: String
        let path: String
        let ours: String
        let theirs: String
        let justification: String
    }

    static let cases = Files.names(in: Oracle.corpus).filter { !$0.contains(".") }.sorted()

    static func known() throws -> [Known] {
        let path = "\(Oracle.corpus)/differences.json"
        return try JSON.decode([Known].self, from: Files.read(path).utf8, source: path)
    }

    static func files(_ name: String) -> [String] {
        ["compose.yaml", "compose.override.yaml"].filter { Files.exists("\(Oracle.corpus)/\(name)/\($0)") }
    }

    static func project(_ name: String) throws -> Project {
        try Project(
            files: files(name).map { "\(name)/\($0)" }, in: FolderSource(Oracle.corpus), name: "corpus",
            variables: { _ in nil }, profiles: [])
    }

    @Test(arguments: cases) func composeShowsTheSame(_ name: String) throws {
        let folder = "\(Oracle.corpus)/\(name)"
        let theirs = try Oracle.config(Self.files(name), in: folder)
        let ours = try Self.project(name).json(folder: Oracle.corpus)
        let found = JSONValue.differences(
            try JSON.decode(JSONValue.self, from: ours.utf8, source: "ours"),
            try JSON.decode(JSONValue.self, from: theirs.utf8, source: "theirs"))
        let known = try Self.known().filter { $0.case == name }.map {
            Difference(path: $0.path, ours: $0.ours, theirs: $0.theirs)
        }
        #expect(Set(found) == Set(known))
    }

    @Test(arguments: cases) func yamlSaysWhatJSONSays(_ name: String) throws {
        let project = try Self.project(name)
        let document = try Document(try project.yaml(), source: "ours.yaml")
        let show = Show(project, folder: ".")
        #expect(JSONText.of(show.anything(document.root)) == JSONText.of(show.root.readAgain))
    }

    @Test func differencesAreFewAndJustified() throws {
        let known = try Self.known()
        #expect(known.count <= 15)
        #expect(known.allSatisfy { !$0.justification.isEmpty })
        #expect(Set(known.map(\.path)).count == known.count)
    }

    /// Every row names a case of the corpus in which its key stands.
    @Test func everyRowHasItsCase() throws {
        var texts: [String: String] = [:]
        for name in Self.cases {
            let files = Files.names(in: "\(Oracle.corpus)/\(name)").filter { $0.hasSuffix(".yaml") }
            texts[name] = try files.map { try Files.read("\(Oracle.corpus)/\(name)/\($0)") }.joined()
        }
        for (path, key) in Schema.rows {
            let name = key.test.split(separator: "(").last.map { String($0.dropLast()) } ?? ""
            let text = texts[name] ?? ""
            let isThere = text.split { !($0.isLetter || $0.isNumber || $0 == "_") }.contains { $0 == key.name }
            #expect(isThere, "\(path) is not in the case '\(name)'")
        }
    }
}

extension Shown {
    /// As it is read again: mappings in order, each `$` twice.
    fileprivate var readAgain: Shown {
        switch self {
        case .text(let text):
            .text(text.split(separator: "$", omittingEmptySubsequences: false).joined(separator: "$$"))
        case .list(let values): .list(values.map(\.readAgain))
        case .mapping: mapValues { $1.readAgain }.sorted
        default: self
        }
    }
}
