import Model
import Testing

@testable import Stack

/// What no stack file may do by itself: each attack, and what is said to it.
@Suite struct PolicyTests {
    let trial = StackTrial()

    struct Attack: CustomTestStringConvertible {
        let lines: String
        var image = "image: redis"
        var rest = ""
        let answer: String
        var testDescription: String { lines + rest }
    }

    @Test(arguments: Attacks.host + Attacks.otherApps + Attacks.builds)
    func isRefused(_ attack: Attack) {
        let problems = trial.problems(ofService: attack.lines, image: attack.image, and: attack.rest)
        #expect(problems == [attack.answer])
    }

    @Test func aLeaveIsForOnePathAndNotForWhatIsBelow() throws {
        var trial = trial
        trial.allowances = [.bind("/srv/data")]
        func mount(_ path: String) -> String { "volumes: [{type: bind, source: \(path), target: /d}]" }
        #expect(trial.problems(ofService: mount("/srv/data/")).isEmpty)
        // A unit of the app may have made it a link to '/'.
        for path in ["/srv/data/link", "/srv/data/../other", "/srv", "/srv/database"] {
            #expect(trial.problems(ofService: mount(path)).count == 1, "\(path)")
        }
    }

    @Test func aLeaveIsForOneCapability() throws {
        var trial = trial
        trial.allowances = [.capability("NET_ADMIN")]
        #expect(try trial.service("cap_add: [cap_net_admin]").container.capabilitiesAdded == ["NET_ADMIN"])
        #expect(trial.problems(ofService: "cap_add: [SYS_ADMIN]").count == 1)
    }

    @Test func allProblemsAreSaidAtOnceInTheirOrder() {
        #expect(
            throws: Failure(
                .badData, "compose.yaml has 3 problems",
                detail: [
                    "compose.yaml:4:16: 'cap_add' of service 'web': all capabilities are the host's root"
                        + " (name those that are needed)",
                    "compose.yaml:5:13: 'user' of service 'web': expected a text, found a list",
                    "compose.yaml:6:13: 'tty' of service 'web': expected true or false, found a text 'maybe'",
                ])
        ) {
            _ = try trial.read(
                "services:\n  web:\n    image: a\n    cap_add:  [ALL]\n    user:   []\n    tty:    maybe\n")
        }
    }

    @Test func registratorsOwnWordsMayStandForTheServiceItself() {
        for line in [
            "SERVICE_NAME: web", "SERVICE_NAME: shop", "SERVICE_80_NAME: shop-web", "SERVICE_TAGS: 'a,b'",
            "SERVICE_CHECK_HTTP: /health", "SERVICE_ID: shop-1", "SERVICES: x",
        ] {
            #expect(trial.problems(ofService: "environment: {\(line)}").isEmpty, "\(line)")
        }
    }

    @Test func keysThatAskForNothingAreNoProblem() {
        #expect(trial.problems(ofService: "privileged: false\ndevices: []\nnetwork_mode: ''\nx-mine: {a: b}").isEmpty)
    }

    @Test func aServiceThatIsBuiltIsToldThatItsImagesNameIsNotUsed() throws {
        var notes: [String] = []
        _ = try trial.read(StackTrial.file("build: {context: .}")) { notes.append($0) }
        #expect(
            notes == [
                "compose.yaml:3:12: 'image' of service 'web': the name isn't used: the image is built, and known by its"
                    + " content"
            ])
    }
}

/// A stack has its bounds.
@Suite struct StackBoundTests {
    let trial = StackTrial()

    @Test func tenThousandServicesEndInAnErrorWithinASecond() {
        let services = (0..<10_000).map { "  s\($0): {image: a}\n" }.joined()
        let clock = ContinuousClock()
        let start = clock.now
        #expect(
            trial.problems("services:\n" + services) == ["'services': 10000 services; 500 are the most"])
        #expect(clock.now - start < .seconds(1))
    }

    @Test func aThousandUnitsAreTheMost() {
        let many = "deploy: {replicas: 600}"
        #expect(
            trial.problems("services:\n  web: {image: a, \(many)}\n  b: {image: b, \(many)}") == [
                "service 'web': and the others come to 1200 units; 1000 are the most of a stack"
            ])
    }

    @Test func aSecretHasHalfAMegabyteAndAllHaveOne() {
        var trial = trial
        trial.files = ["big": Array(repeating: 0, count: 500_001), "half": Array(repeating: 0, count: 500_000)]
        #expect(
            trial.problems(ofService: "", and: "secrets: {a: {file: big}}") == [
                "'file' of secret 'a': 500001 bytes; 500000 are the most"
            ])
        #expect(
            trial.problems(ofService: "", and: "configs: {a: {file: half}, b: {file: half}, c: {file: half}}") == [
                "'configs': more than 1048576 bytes in all"
            ])
    }
}
