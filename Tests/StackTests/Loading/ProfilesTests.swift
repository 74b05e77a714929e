import Model
import Testing
import YAML

@testable import Stack

@Suite struct ProfilesTests {
    private let files = [
        "compose.yaml": """
        services:
          web: {image: x, volumes: [{type: volume, source: both, target: /b}]}
          debug:
            image: y
            profiles: [debug, dev]
            volumes: [{type: volume, source: both, target: /b}, {type: volume, source: own, target: /o}]
        volumes: {both: {}, own: {}, nobodys: {}}
        """
    ]

    @Test func inactiveServicesGoWithWhatOnlyTheyNeed() throws {
        let project = try Project(files)
        #expect(project.root["services"]?.pairs.map(\.name) == ["web"])
        #expect(project.value("volumes") == "{both: {}, nobodys: {}}")
        #expect(project.notes == ["service 'debug' is left out: profile 'debug' is not active"])
    }

    @Test(arguments: ["dev", "debug", "*"])
    func oneOfItsProfilesIsEnough(_ profile: String) throws {
        let project = try Project(files, profiles: [profile])
        #expect(project.root["services"]?.pairs.map(\.name) == ["web", "debug"])
        #expect(project.value("volumes") == "{both: {}, nobodys: {}, own: {}}")
    }

    @Test func nothingMayNeedAnInactiveService() throws {
        let text = """
            services:
              web: {image: x, depends_on: {db: {condition: service_started}}}
              db: {image: y, profiles: [data]}
            """
        #expect(
            problems { _ = try Project(["compose.yaml": text]) }
                == ["compose.yaml:2:32: depends_on names the service 'db', whose profile 'data' is not active"])
        #expect(try Project(["compose.yaml": text], profiles: ["data"]).notes.isEmpty)
    }

    @Test func unlessItNeedNotBeThere() throws {
        let text = """
            services:
              web: {image: x, depends_on: {db: {condition: service_started, required: false}}}
              db: {image: y, profiles: [data]}
            """
        #expect(try Project(["compose.yaml": text]).value("services", "web", "depends_on") == "{}")
    }

    @Test func theEnvironmentsProfilesDontApply() throws {
        let project = try Project(files, ["COMPOSE_PROFILES": "debug"])
        #expect(project.root["services"]?.pairs.map(\.name) == ["web"])
    }
}
