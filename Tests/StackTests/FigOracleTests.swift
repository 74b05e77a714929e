import FoundationEssentials
import Model
import System
import Testing
import YAML

@testable import Stack

/// docker-compose 1.29 is the last that reads the flat form: what it makes of a file is what we make of it.
@Suite struct FigOracleTests {
    /// What is not the same, and why that is right.
    fileprivate struct Difference: Decodable {
        let key: String
        /// A whole value of docker-compose's, or where ours isn't null a part of its elements.
        let theirs: String
        let ours: String?
        let why: String
    }

    static let corpus = SourcePath.folder(of: #filePath) + "/FigCorpus"
    static let cases = Files.names(in: corpus).filter { !$0.contains(".") }
    private static let variables = ["TAG": "1.0", "NAME": "me", "SHARES": "5"]

    @Test(arguments: cases) func dockerComposeReadsTheSame(_ name: String) throws {
        // docker-compose says where the folder is, whatever links lead there.
        let folder = try Command(["realpath", "\(Self.corpus)/\(name)"]).check("find the case").dropLast().description
        let project = try Project(
            files: nil, in: try FolderSource(folder), name: "app", variables: { Self.variables[$0] }, profiles: [])
        #expect(project.isFig)
        let theirs = try Self.shown(try theirs(in: folder, volumes: project.root["volumes"]), folder)
        let ours = try Self.shown(project, folder)
        #expect(ours.pairs.map(\.name) == theirs.pairs.map(\.name))
        for service in theirs.pairs {
            let own = ours[service.name] ?? service.value
            for key in Set((service.value.pairs + own.pairs).map(\.name)) {
                #expect(own[key]?.inOneLine == service.value[key]?.inOneLine, "\(name): \(service.name).\(key)")
            }
        }
    }

    /// A key that no case has is a key that nothing was compared for.
    @Test func theCorpusHasEveryKey() throws {
        var seen: Set<String> = []
        for name in Self.cases {
            let root = try Document(Files.read("\(Self.corpus)/\(name)/fig.yml"), source: name).root
            seen.formUnion(root.pairs.flatMap(\.value.pairs).map(\.name))
        }
        #expect(seen == FigKeys.names)
    }

    @Test func differencesAreFewAndJustified() throws {
        let differences = try Self.differences()
        #expect(differences.count <= 6)
        #expect(differences.allSatisfy { $0.why.count > 40 })
    }

    /// What docker-compose prints is a file of Compose's shape, but for the listed differences.
    private func theirs(in folder: String, volumes: Node?) throws -> Project {
        let environment = Command.plainEnvironment.merging(Self.variables) { $1 }
        let text = try Command(
            ["docker-compose", "-f", "fig.yml", "config"], environment: environment, directory: folder
        ).check("ask docker-compose")
        var problems = Problems()
        var interpolation = Interpolation(Variables(configured: { _ in nil }))
        var root = try interpolation.applied(to: try Document(text, source: "theirs").root, &problems)
        let differences = try Self.differences()
        root = root.changing(["services", "*"]) { differences.reduce($0) { $1.applied(to: $0) } }
        if let volumes { root = root.setting("volumes", to: volumes) }
        let canonical = Canonical.document(root.removing(["version"]), &problems)
        try problems.check("theirs")
        return Project(root: canonical, name: "app", file: "theirs")
    }

    private static func shown(_ project: Project, _ folder: String) throws -> Node {
        try Document(try project.json(folder: folder), source: "shown").root["services"] ?? project.root
    }

    private static func differences() throws -> [Difference] {
        try JSONDecoder().decode([Difference].self, from: Data(try Files.read("\(corpus)/differences.json").utf8))
    }
}

extension FigOracleTests.Difference {
    fileprivate func applied(to service: Node) -> Node {
        guard let value = service[key] else { return service }
        guard let ours else { return value.text == theirs ? service.removing([key]) : service }
        return service.changing([key, "*"]) { element in
            element.made(.text((element.text ?? "").replacing(theirs, with: ours)))
        }
    }
}
