import Model
import Testing
import YAML

@testable import Stack

@Suite struct IncludeTests {
    @Test func bothFormsBringTheirResources() throws {
        let project = try Project([
            "compose.yaml": "include: [a/compose.yaml, {path: [b.yaml, b2.yaml]}]\nservices: {web: {image: x}}",
            "a/compose.yaml": "services: {db: {build: {context: .}}}\nvolumes: {data: {}}",
            "b.yaml": "services: {cache: {image: y, user: a}}",
            "b2.yaml": "services: {cache: {user: b}}",
        ])
        #expect(project.root["services"]?.pairs.map(\.name) == ["web", "db", "cache"])
        #expect(project.value("services", "db", "build", "context") == "a")
        #expect(project.value("services", "cache", "user") == "b")
        #expect(project.value("volumes", "data") == "{}")
        #expect(project.value("include") == "-")
    }

    @Test func aProjectDirectoryAndItsVariablesApply() throws {
        let project = try Project([
            "compose.yaml": "include: [{path: a/c.yaml, project_directory: ., env_file: [own.env]}, d/c.yaml]",
            "a/c.yaml": "services: {db: {build: {context: ctx}, user: $U, hostname: $H}}",
            "d/c.yaml": "services: {web: {image: x, user: $U}}",
            "own.env": "U=own\nH=own", "d/.env": "U=folder", ".env": "H=outer",
        ])
        #expect(project.value("services", "db") == "{build: {context: ctx}, hostname: outer, user: own}")
        #expect(project.value("services", "web", "user") == "folder")
    }

    @Test func whatStandsTwiceMustBeTheSame() throws {
        let files = [
            "compose.yaml": "include: [a.yaml]\nservices:\n  web: {image: x}\n  db: {image: y}",
            "a.yaml": "services:\n  web: {image: x}\n  db: {image: z}",
        ]
        #expect(
            problems { _ = try Project(files) }
                == ["compose.yaml:4:7: 'db' in services is in the included a.yaml too, in line 3, and not the same"])
    }

    @Test func loopsEnd() {
        let files = [
            "compose.yaml": "include: [a.yaml]\nservices: {web: {image: x}}", "a.yaml": "include: [b.yaml]",
            "b.yaml": "include: [a.yaml]",
        ]
        #expect(
            problems { _ = try Project(files) }
                == ["b.yaml:1:11: 'a.yaml' includes itself: compose.yaml → a.yaml → b.yaml → a.yaml"])
    }

    /// Each file includes the next twice: 2^30 loads, were they not counted.
    @Test func whatDoublesEnds() {
        var files = ["f30.yaml": "services: {web: {image: x}}"]
        for n in 0..<30 { files["f\(n).yaml"] = "include: [f\(n + 1).yaml, ./f\(n + 1).yaml]" }
        let said = problems { _ = try Project(files, only: ["f0.yaml"]) }
        #expect(said == ["more than 100 files belong together"])
    }

    @Test func whatIsntThereIsSaidAtItsPlace() {
        #expect(
            problems { _ = try Project(["compose.yaml": "include: [no.yaml]"]) }
                == ["compose.yaml:1:11: there is no file 'no.yaml'"])
    }
}
