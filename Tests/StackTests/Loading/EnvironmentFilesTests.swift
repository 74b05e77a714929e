import Model
import Testing
import YAML

@testable import Stack

@Suite struct EnvironmentFilesTests {
    private func environment(_ service: String, _ files: [String: String] = [:], _ variables: [String: String] = [:])
        throws -> String
    {
        let own = ["compose.yaml": "services: {web: {image: x, \(service)}}"]
        let project = try Project(files.merging(own) { $1 }, variables)
        #expect(project.value("services", "web", "env_file") == "-")
        return project.value("services", "web", "environment")
    }

    @Test func laterFilesWinAndOwnKeysOverAll() throws {
        let files = ["a.env": "A=1\nB=1\nC=1", "b.env": "B=2\nC=2"]
        let text = "env_file: [{path: a.env}, {path: b.env}], environment: {C: 3}"
        #expect(try environment(text, files) == "{A: 1, B: 2, C: 3}")
    }

    @Test func aNameAloneTakesTheConfiguration() throws {
        #expect(try environment("environment: {A: null, B: null}", [:], ["A": "mine"]) == "{A: mine, B: null}")
    }

    @Test func filesMayNameVariables() throws {
        let files = ["a.env": "A=$SET-${NO:-d}\nSET"]
        #expect(try environment("env_file: [{path: a.env}]", files, ["SET": "x"]) == "{A: x-d, SET: x}")
    }

    @Test func rawFilesNameNone() throws {
        #expect(
            try environment("env_file: [{path: a.env, format: raw}]", ["a.env": "A='$B'"]) == "{A: '$B'}")
    }

    @Test func whatIsRequiredMustBeThere() throws {
        #expect(try environment("env_file: [{path: a.env, required: false}], environment: {A: b}") == "{A: b}")
        #expect(
            problems { _ = try environment("env_file: [{path: a.env}]") }
                == ["compose.yaml:1:46: there is no file 'a.env'"])
    }
}
