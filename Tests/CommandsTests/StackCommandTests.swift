import Model
import System
import TestSupport
import Testing

@testable import Commands

/// `slipway stack …` in a folder, without any server.
@Suite struct StackCommandTests {
    private let temporary: TemporaryFolder
    private let folder: String

    init() throws {
        temporary = try TemporaryFolder()
        folder = "\(temporary.path)/Shop_2"
        try Files.makeFolder(folder)
    }

    private func write(_ name: String, _ text: String) throws { try Files.write("\(folder)/\(name)", text) }

    private func slipway(_ words: String..., user: String? = nil) throws -> Command.Outcome {
        var environment = BuiltPrograms.environment
        environment["SLIPWAY_DATA"] = "\(temporary.path)/no-server"
        environment["SLIPWAY_USER"] = user
        environment["TAG"] = "the server's own"
        return try Command(["slipway"] + words, environment: environment, directory: folder, limit: 60).run()
    }

    @Test func allThatIsWrongIsSaidAtOnceWhicheverStepFindsIt() throws {
        try write(
            "compose.yaml",
            """
            services:
              web:
                imge: nginx
                privileged: true
              db:
                image: postgres
                depends_on: [dbb]
                restart: alway
            """)
        let outcome = try slipway("stack", "check")
        #expect(outcome.status == 65)
        for place in ["3:5: ", "4:5: ", "7:18: ", "8:14: "] {
            #expect(outcome.error.contains("compose.yaml:\(place)"), "\(place): \(outcome.error)")
        }
        #expect(outcome.error.contains("4 problems"), "\(outcome.error)")
    }

    private static let shop = """
        services:
          web:
            build: .
            ports: ["80"]
            depends_on: [db]
          db:
            image: postgres:${TAG:-15}
            volumes: ["data:/var/lib/postgresql/data"]
          debug:
            image: busybox
            profiles: [debug]
        volumes:
          data:

        """

    @Test func aGoodStackIsOkWithWhatItsServicesAre() throws {
        try write("compose.yaml", Self.shop)
        try write("Dockerfile", "FROM busybox\n")
        let checked = try slipway("stack", "check")
        #expect(checked.status == 0, "\(checked.error)")
        #expect(checked.error.contains("compose.yaml: ok\n"))
        #expect(checked.error.contains("service 'debug' is left out: profile 'debug' is not active"))
        #expect(
            checked.output == """
                SERVICE  FROM         UNITS  KIND
                web      build .      1      routed
                db       postgres:15  1      internal, pinned

                """)
    }

    @Test func allProblemsAreSaidAtOnceWithTheirPlaces() throws {
        try write(
            "compose.yaml", "services:\n  web:\n    image: a\n    privileged: true\n    ports: [\"5432:80\"]\n")
        let checked = try slipway("stack", "check")
        #expect(checked.status == 65)
        #expect(checked.output.isEmpty)
        #expect(checked.error.contains("compose.yaml:4:5: 'privileged' of service 'web' would give the unit the host"))
        #expect(checked.error.contains("compose.yaml:5:13: "))
        #expect(checked.error.contains(" !     compose.yaml has 2 problems\n"))
    }

    @Test func anAllowanceIsTriedBeforeItIsGiven() throws {
        try write("compose.yaml", "services:\n  web:\n    image: a\n    ports: [\"5432:80\"]\n")
        #expect(try slipway("stack", "check").status == 65)
        #expect(try slipway("stack", "check", "--allow", "host-port:5432").status == 0)
        #expect(try slipway("stack", "check", "--allow", "host-port:543").status == 65)
        #expect(try slipway("stack", "check", "--allow", "host-port:x").status == 64)
    }

    @Test func variablesAreThoseThatWereSetAndNoneOfTheShells() throws {
        try write("compose.yaml", Self.shop)
        #expect(try slipway("stack", "show").output.contains("image: \"postgres:15\"\n"))
        let set = try slipway("stack", "show", "--set", "TAG=16", "--set=COMPOSE_PROFILES=debug")
        #expect(set.output.contains("image: \"postgres:16\"\n"))
        #expect(set.output.contains("busybox"))
        #expect(try slipway("stack", "show", "--profile", "debug").output.contains("busybox"))
        #expect(try !slipway("stack", "show", "--profile", "other").output.contains("busybox"))
        #expect(try slipway("stack", "show", "--set", "TAG").status == 64)
    }

    @Test func showSaysWhatADeployWouldRefuseAndPrintsAllTheSame() throws {
        try write("compose.yaml", "services:\n  web:\n    image: a\n    privileged: true\n")
        let shown = try slipway("stack", "show", "--format", "json")
        #expect(shown.status == 0)
        #expect(shown.error.contains("compose.yaml:4:5: 'privileged' of service 'web' would give the unit the host"))
        #expect(shown.error.hasSuffix("a deploy would refuse this\n"))
        #expect(shown.output.contains("\"privileged\": true"))
        #expect(shown.output.contains("\"name\": \"shop-2\""))
        #expect(try slipway("stack", "show", "--format", "table").status == 64)
    }

    @Test func filesAreTakenInTheirOrder() throws {
        try write("one.yaml", "services: {web: {image: one, hostname: h}}\n")
        try write("two.yaml", "services: {web: {image: two}}\n")
        let forth = try slipway("stack", "show", "-f", "one.yaml", "--file=two.yaml").output
        #expect(forth.contains("image: two") && forth.contains("hostname: h"))
        #expect(try slipway("stack", "show", "-f", "two.yaml", "-f", "one.yaml").output.contains("image: one"))
        #expect(try slipway("stack", "show", "-f", "three.yaml").status == 66)
        let none = try slipway("stack", "check")
        #expect(none.status == 65)
        #expect(none.error.contains("neither a stack file nor a Dockerfile"))
    }

    @Test func aDockerfileAloneIsOneService() throws {
        try write("Dockerfile", "FROM busybox\n")
        let checked = try slipway("stack", "check", "--format", "json")
        #expect(checked.error == "Dockerfile: ok\n")
        #expect(checked.output.contains("\"routed\""))
        #expect(try slipway("stack", "show").status == 66)
    }

    @Test func overSshAnAppIsNamed() throws {
        try write("compose.yaml", Self.shop)
        for verb in ["check", "show"] {
            let refused = try slipway("stack", verb, user: "ann")
            #expect(refused.status == 64)
            #expect(refused.output.isEmpty)
            #expect(refused.error.contains("name the app"))
        }
    }
}

@Suite struct AppNameTests {
    @Test(arguments: [
        ("/home/ann/Shop_2", "shop-2"), ("/srv/my.app/", "my-app"), ("/", "app"), ("/srv/git", "app"),
        ("/srv/--x--", "x"), ("/srv/ünïcode", "ncode"),
        ("/srv/a-name-of-forty-letters-and-then-some-more-yet", "a-name-of-forty-letters-and-then-some-mo"),
    ])
    func isTheFoldersAsFarAsItCan(folder: String, name: String) {
        #expect(AppName(folder: folder).rawValue == name)
    }
}
