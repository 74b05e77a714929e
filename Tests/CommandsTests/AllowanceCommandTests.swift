import Model
import System
import TestSupport
import Testing

/// What belongs to an app in the store of a server that doesn't run.
@Suite struct AllowanceCommandTests {
    private let temporary: TemporaryFolder
    private let folder: Folder

    init() throws {
        temporary = try TemporaryFolder()
        folder = Folder(temporary.path)
        try Settings().save(folder)
        for path in ["store", "ssh", "repositories", "locks"] { try Files.makeFolder("\(folder.root)/\(path)") }
        try Files.write(folder.secretKey, SealingKey.newFile(), mode: 0o600)
        #expect(try slipway("app", "create", "shop").status == 0)
    }

    private func slipway(_ words: String..., user: String? = nil) throws -> Command.Outcome {
        var environment = BuiltPrograms.environment
        environment["SLIPWAY_USER"] = user
        environment["SLIPWAY_DATA"] = folder.root
        return try Command(["slipway"] + words, environment: environment, limit: 60).run()
    }

    @Test func whatIsAllowedIsListedUntilItIsTakenBack() throws {
        #expect(try slipway("app", "allowances", "shop").error.contains("nothing beyond what any app may"))
        let allowed = try slipway("app", "allow", "shop", "host-port:5432", "cap:NET_ADMIN", "bind:/srv/data")
        #expect(allowed.status == 0)
        #expect(allowed.error.contains("slipway deploy shop"))
        #expect(try slipway("app", "allow", "shop", "host-port:5432").status == 0)
        #expect(
            try slipway("app", "allowances", "shop", "--quiet").output
                == "bind:/srv/data\ncap:NET_ADMIN\nhost-port:5432\n")
        #expect(try slipway("app", "disallow", "shop", "cap:NET_ADMIN", "bind:/srv/data").status == 0)
        let json = try slipway("app", "allowances", "shop", "--format", "json").output
        #expect(json.filter { !$0.isWhitespace } == #"[{"allowance":"host-port:5432"}]"#)
        let twice = try slipway("app", "disallow", "shop", "host-port:5432", "cap:NET_ADMIN")
        #expect(twice.status == 66)
        #expect(try slipway("app", "allowances", "shop", "--quiet").output == "host-port:5432\n")
    }

    @Test func whatIsNoAllowanceChangesNothing() throws {
        for word in ["host-port:0", "bind:data", "bind:/", "port:80", "cap:", "5432"] {
            #expect(try slipway("app", "allow", "shop", "host-port:80", word).status == 64, "\(word)")
        }
        #expect(try slipway("app", "allowances", "shop", "--quiet").output.isEmpty)
        #expect(try slipway("app", "allow", "shpo", "host-port:80").status == 66)
    }

    @Test func overSshItIsRefused() throws {
        for verb in ["allow", "disallow"] {
            let refused = try slipway("app", verb, "shop", "host-port:80", user: "ann")
            #expect(refused.status == 77)
        }
        #expect(try slipway("app", "allowances", "shop", user: "ann").status == 0)
    }

    @Test func anAppsStackIsReadFromItsRepository() throws {
        let work = "\(folder.root)/work"
        func git(_ words: String...) throws { try Command(["git", "-C", work] + words).check("git") }
        try Files.makeFolder(work)
        try Command(["git", "init", "-q", "-b", "main", work]).check("git")
        try Files.write("\(work)/compose.yaml", "services: {web: {image: a, ports: [\"5432:80\"]}}\n")
        try git("add", ".")
        try git("-c", "user.name=a", "-c", "user.email=a@example.org", "commit", "-q", "-m", "first")
        #expect(try slipway("stack", "check", "shop", user: "ann").status == 66, "nothing was pushed")
        try git("push", "-q", "\(folder.repositories)/shop.git", "main", "main:other")
        for user in [nil, "ann"] {
            #expect(try slipway("stack", "check", "shop", user: user).status == 65)
            let shown = try slipway("stack", "show", "shop", "--ref", "other", user: user)
            #expect(shown.status == 0)
            #expect(shown.output.contains("published: \"5432\"") && shown.output.hasPrefix("name: shop\n"))
            #expect(try slipway("stack", "check", "shop", "--allow", "host-port:5432", user: user).status == 64)
        }
        #expect(try slipway("app", "allow", "shop", "host-port:5432").status == 0)
        #expect(try slipway("stack", "check", "shop", user: "ann").status == 0)
    }
}
