import Model
import Testing
import YAML

@testable import Stack

@Suite struct FigTests {
    private func project(_ text: String) throws -> Project { try Project(["fig.yml": text]) }

    private func said(_ text: String) -> [String] { problems { _ = try project(text) } }

    @Test func theDesignNotesFileWorksUnchanged() throws {
        let project = try Project(
            files: nil, in: FolderSource("\(FigOracleTests.corpus)/arpanet2"), name: "app",
            variables: { _ in nil }, profiles: [])
        #expect(project.isFig)
        #expect(
            project.root["services"]?.pairs.map(\.name) == ["web", "auth", "catalogue", "pricing", "redis"])
        #expect(project.value("services", "catalogue", "links") == "[redis, pricing]")
        #expect(project.value("services", "web", "build", "context") == "web")
        #expect(project.value("services", "web", "ports") == "[{mode: ingress, protocol: tcp, target: 80}]")
        #expect(project.notes.isEmpty)
    }

    @Test(arguments: [
        ("web: {image: x}", true), ("version: '1'\nweb: {image: x}", true),
        ("web: {extends: {service: b}}\nb: {build: .}", true),
        ("services: {web: {image: x}}", false), ("version: '2'\nservices: {web: {image: x}}", false),
        ("services:\n  web: {image: x}\nx-y: {image: z}", false),
    ])
    func theFormShowsByItsShape(_ text: String, _ isFig: Bool) throws {
        #expect(try project(text).isFig == isFig)
    }

    @Test func aSlipInServicesIsNoFigFile() {
        #expect(said("servces:\n  web: {image: x}\n")[0].hasPrefix("fig.yml:1:1: unknown key 'servces'"))
    }

    @Test func placesAreThoseOfTheFile() throws {
        let root = try project("web:\n  build: w\n  dockerfile: D\n  log_driver: syslog\n").root
        let web = root["services"]?["web"]
        #expect(web?["build"]?["dockerfile"]?.mark.line == 3)
        #expect(web?["logging"]?["driver"]?.mark.line == 4)
    }

    @Test func unknownKeysAreSaidWithTheNearest() {
        #expect(
            said("web:\n  imge: x\n  image: x\n")
                == ["fig.yml:2:3: unknown key 'imge' in service 'web' (did you mean 'image'?)"])
        #expect(
            said("web:\n  image: x\n  healthcheck: {}\n")
                == [
                    "fig.yml:3:3: unknown key 'healthcheck' in service 'web' (a file with Compose's newer keys has "
                        + "its services below 'services:')"
                ])
    }

    @Test(arguments: [
        ("web: {image: x, build: .}", "1:14: service 'web' has both 'image' and 'build'"),
        ("web: {image: x, dockerfile: D}", "1:17: 'dockerfile' without 'build' in service 'web'"),
        ("web: {image: x}\ndb: y", "2:5: service 'db': expected a mapping, found a text 'y'"),
        ("web: {build: [a]}", "1:14: build: expected a path, found a list"),
        ("web: {image: x, links: [db]}", "1:25: links names an unknown service 'db'"),
        (
            "web: {image: x, net: 'container:db'}\ndb: {image: y, links: [web]}",
            "1:22: services need each other: web → db → web"
        ),
    ])
    func whatIsWrongIsSaidAtItsPlace(_ text: String, _ message: String) {
        #expect(said(text).contains("fig.yml:\(message)"))
    }

    @Test func anotherVolumeDriverIsRefused() {
        #expect(said("web: {image: x, volume_driver: flocker}")[0].contains("volume_driver 'flocker' can't be had"))
    }

    @Test func volumesWithNamesBelongToTheApp() throws {
        let project = try project("web: {image: x, volumes: ['data:/d', './e:/e', '/f', 'data:/i']}")
        #expect(project.root["volumes"]?.pairs.map(\.name) == ["data"])
    }

    @Test func variablesHaveDefaultsToo() throws {
        #expect(try project("web: {image: 'x:${TAG:-1}'}").value("services", "web", "image") == "x:1")
    }
}
