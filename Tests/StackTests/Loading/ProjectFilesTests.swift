import Model
import Testing
import YAML

@testable import Stack

@Suite struct ProjectFilesTests {
    private let web = "services: {web: {image: x}}"

    @Test(arguments: [
        (["fig.yaml", "fig.yml", "compose.yaml"], ["fig.yaml"]),
        (["fig.yml", "fig.override.yml"], ["fig.yml"]),
        (["compose.yaml", "compose.override.yaml", "docker-compose.yml"], ["compose.yaml", "compose.override.yaml"]),
        (
            ["docker-compose.yml", "docker-compose.override.yml"],
            ["docker-compose.yml", "docker-compose.override.yml"]
        ),
    ])
    func filesAreFoundByTheirNames(_ present: [String], _ found: [String]) throws {
        let files = Dictionary(uniqueKeysWithValues: present.map { ($0, web) })
        #expect(try Project.find(in: MemorySource(files: files)) == found)
    }

    @Test func nothingIsFoundWhereNothingIs() throws {
        #expect(try Project.find(in: MemorySource(files: ["Dockerfile": ""])) == nil)
        #expect(problems { _ = try Project([:]) }[0].hasPrefix("there is no stack file"))
        #expect(problems { _ = try Project([:], only: ["a.yaml"]) } == ["there is no file 'a.yaml'"])
    }

    @Test func aNameThatIsPassedOverIsNoted() throws {
        let project = try Project(["compose.yaml": web, "docker-compose.yml": web])
        #expect(project.notes == ["docker-compose.yml is not read: compose.yaml is there too, and comes first"])
    }

    @Test func anEmptyFileIsAnError() {
        #expect(problems { _ = try Project(["fig.yml": "# nothing\n"]) } == ["fig.yml: has no services: it is empty"])
    }

    @Test func theFoldersVariablesYieldToTheConfiguration() throws {
        let files = [".env": "A=file\nB=file", "compose.yaml": "services: {web: {image: x, user: $A$B}}"]
        #expect(try Project(files, ["A": "mine"]).value("services", "web", "user") == "minefile")
    }

    @Test func filesSeeTheAppsName() throws {
        let project = try Project(["compose.yaml": "services: {web: {image: $COMPOSE_PROJECT_NAME}}"])
        #expect(project.value("services", "web", "image") == "app")
    }

    @Test func laterFilesWin() throws {
        let files = [
            "a.yaml": "services: {web: {image: x, user: a, environment: {A: 1, B: 1}}, db: {image: y}}",
            "b.yaml": "services: {web: {user: b, environment: {B: 2, C: 2}}, cache: {image: z}}",
        ]
        let project = try Project(files, only: ["a.yaml", "b.yaml"])
        #expect(project.value("services", "web", "user") == "b")
        #expect(project.value("services", "web", "environment") == "{A: 1, B: 2, C: 2}")
        #expect(project.root["services"]?.pairs.map(\.name) == ["web", "db", "cache"])
        #expect(project.root["services"]?["web"]?["environment"]?["B"]?.mark.source == "b.yaml")
        #expect(project.file == "a.yaml")
    }

    @Test func resetTakesAwayAndOverrideReplaces() throws {
        let files = [
            "compose.yaml": "services: {web: {image: x, user: a, environment: {A: 1, B: 1}, labels: {A: 1}}}",
            "compose.override.yaml":
                "services: {web: {user: !reset null, environment: {A: !reset null}, labels: !override {B: 2}}}",
        ]
        let project = try Project(files)
        #expect(project.value("services", "web", "user") == "-")
        #expect(project.value("services", "web", "environment") == "{B: 1}")
        #expect(project.value("services", "web", "labels") == "{B: 2}")
    }

    @Test func formsAreNotMixed() {
        let files = ["a.yaml": web, "b.yaml": "web: {image: x}"]
        #expect(
            problems { _ = try Project(files, only: ["a.yaml", "b.yaml"]) }
                == ["b.yaml:1:1: b.yaml is in another form than a.yaml: only one of both has 'services'"])
    }

    @Test func pathsAreRelativeToTheFirstFilesFolder() throws {
        let files = [
            "deploy/compose.yaml":
                "services: {web: {build: {context: ../src}, secrets: [{source: s, target: s}]}}\nsecrets: {s: {file: ./s}}"
        ]
        let project = try Project(files, only: ["deploy/compose.yaml"])
        #expect(project.value("services", "web", "build", "context") == "src")
        #expect(project.value("secrets", "s", "file") == "deploy/s")
    }

    @Test(arguments: [
        "services: {web: {build: {context: ../..}}}", "services: {web: {build: {context: /etc}}}",
        "services: {web: {build: {context: ., dockerfile: ../D}}}", "services: {web: {build: {context: ~/x}}}",
        "services: {web: {image: x, env_file: [{path: ../.env, required: false}]}}",
        "services: {web: {extends: {service: a, file: ../a.yaml}}}",
        "services: {web: {image: x}}\nsecrets: {s: {file: /etc/shadow}}",
        "services: {web: {image: x}}\nconfigs: {s: {file: a/../../b}}",
        "services: {web: {image: x}}\ninclude: [../a.yaml]",
        "services: {web: {image: x}}\ninclude: [{path: a.yaml, env_file: /etc/environment}]",
        "services: {web: {image: x}}\ninclude: [{path: a.yaml, project_directory: ..}]",
    ])
    func noPathLeavesTheRoot(_ text: String) throws {
        let files = ["compose.yaml": text, "a.yaml": web]
        let said = problems { _ = try Project(files) }
        #expect(said.count == 1)
        #expect(said[0].hasPrefix("compose.yaml:"))
        #expect(said[0].contains("folder"))
    }
}
