import Model
import Store
import System
import TestSupport
import Testing

/// What `slipway` prints, of a folder with a Store and no server.
@Suite struct ListingTests {
    private let temporary: TemporaryFolder
    private let folder: Folder

    init() throws {
        temporary = try TemporaryFolder()
        folder = Folder(temporary.path)
        try Settings().save(folder)
        for path in ["store", "ssh", "repositories", "locks"] { try Files.makeFolder("\(folder.root)/\(path)") }
    }

    private func slipway(_ words: String..., input: String = "") throws -> Command.Outcome {
        var environment = BuiltPrograms.environment
        environment["SLIPWAY_DATA"] = folder.root
        return try Command(["slipway"] + words, environment: environment, input: Array(input.utf8), limit: 60).run()
    }

    @Test func anEmptyListSaysHowToFillItAndIsEmptyForPrograms() throws {
        let table = try slipway("app", "list")
        #expect(table.output.isEmpty)
        #expect(table.error == "no apps yet; create one: slipway app create NAME\n")
        #expect(table.status == 0)
        let json = try slipway("app", "list", "--format", "json")
        #expect(json.output.filter { !$0.isWhitespace } == "[]")
        #expect(try slipway("app", "list", "--quiet").output.isEmpty)
    }

    @Test func appsAreListedAsTableJSONAndNames() throws {
        for name in ["shop", "blog"] { #expect(try slipway("app", "create", name).status == 0) }
        let table = try slipway("app", "list").output.split(separator: "\n")
        #expect(table.first == "NAME  LIVE  COMMIT  URL")
        #expect(table.dropFirst().first == "blog  -     -       http://blog.localhost:8080")
        #expect(try slipway("app", "list", "--quiet").output == "blog\nshop\n")
        struct Row: Decodable {
            let name: String
            let url: String
            let created: String
        }
        let json = try slipway("app", "list", "--format", "json").output
        let rows = try JSON.decode([Row].self, from: json.utf8, source: "output")
        #expect(rows.map(\.name) == ["blog", "shop"])
        #expect(rows.first?.created.hasSuffix("Z") == true)
        let releases = try slipway("releases", "list", "shop")
        #expect(releases.error == "no release yet; push one: git push slipway main\n")
    }

    @Test func anAppIsCreatedOnceAndANameThatIsNoneNever() throws {
        #expect(try slipway("app", "create", "shop").status == 0)
        #expect(Files.exists("\(folder.repositories)/shop.git/HEAD"))
        #expect(try slipway("app", "create", "shop").status == 64)
        #expect(try slipway("app", "create", "../x").status == 65)
        #expect(try slipway("app", "create", "slipway").status == 65)
        #expect(Files.names(in: folder.repositories) == ["shop.git"])
        let missing = try slipway("releases", "list", "shpo")
        #expect(missing.status == 66)
        #expect(missing.error.contains("did you mean 'shop'?"))
    }

    @Test func anAppIsDestroyedOnlyWhereItsNameIsTypedTwice() throws {
        #expect(try slipway("app", "create", "shop").status == 0)
        #expect(try slipway("app", "destroy", "shop").status == 64)
        #expect(try slipway("app", "destroy", "shop", "--confirm", "shpo").status == 64)
        #expect(try slipway("app", "list", "--quiet").output == "shop\n")
    }

    @Test func aKeyComesFromAFileOrStandardInputAndAPrivateOneDoesNot() throws {
        let file = "\(folder.root)/key"
        try Command(["ssh-keygen", "-q", "-N", "", "-t", "ed25519", "-f", file]).check("make a key")
        #expect(try slipway("key", "add", "ann", "\(file).pub").status == 0)
        #expect(try Files.read(folder.authorizedKeys).contains("slipway-shell ann"))
        let refused = try slipway("key", "add", "bob", file)
        #expect(refused.status == 65)
        #expect(!refused.error.contains("b3BlbnNzaC"))
        #expect(try slipway("key", "add", "bob", input: Files.read("\(file).pub")).status == 64)
        #expect(try slipway("key", "add", "bob", "/no/such/file").status == 66)
        #expect(try slipway("key", "list", "--quiet").output == "ann\n")
        #expect(try slipway("key", "remove", "ann").status == 0)
        #expect(try !Files.read(folder.authorizedKeys).contains("slipway-shell ann"))
    }

    @Test func whereNoServerRunsThatIsSaid() throws {
        let status = try slipway("status")
        #expect(status.status == 69)
        #expect(status.error.contains("no Slipway server runs in '\(folder.root)'"))
        #expect(try slipway("--data", "/no/such/folder", "app", "list").status == 78)
    }

    @Test func hintsNameCommandsThatExist() throws {
        let created = try slipway("app", "create", "shop")
        #expect(created.status == 0)
        #expect(try slipway("app", "create", "shop").error.contains("see it: slipway app list"))
    }
}
