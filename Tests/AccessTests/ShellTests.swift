import Glibc
import Model
import Store
import System
import TestSupport
import Testing

@testable import Access

@Suite struct AuthorizedKeysTests {
    static let line = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIE4Nbt07oR0XQx/A3TQ/vJd5Jb4fO4Cmhq1h1xnoTmDc"

    private func key(_ name: String) throws -> Key {
        try Key(name: KeyName(name), key: PublicKey("\(Self.line) x\" y'$(id)"), added: 0)
    }

    @Test func eachKeyIsRestrictedToOneCommand() throws {
        let lines = try AuthorizedKeys.render([key("alice"), key("bob")]).split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[0].hasPrefix("#"))
        #expect(lines[1] == "restrict,command=\"slipway-shell alice\" \(Self.line) alice")
        #expect(lines[2] == "restrict,command=\"slipway-shell bob\" \(Self.line) bob")
        #expect(AuthorizedKeys.render([]).split(separator: "\n").count == 1)
    }

    @Test func sshKeygenReadsWhatWasWritten() throws {
        let temporary = try TemporaryFolder()
        let folder = Folder(temporary.path)
        for name in ["ssh", "store"] { try Files.makeFolder("\(folder.root)/\(name)") }
        let store = try SQLiteStore(folder.store)
        let key = try store.addKey(KeyName("alice"), PublicKey(Self.line))
        try AuthorizedKeys.write(store, folder)
        let listed = try Command(["ssh-keygen", "-l", "-f", folder.authorizedKeys]).check("list")
        #expect(listed.contains(key.fingerprint))
        var status = stat()
        stat(folder.authorizedKeys, &status)
        #expect(status.st_mode & 0o777 == 0o600)
    }
}

@Suite struct ShellTests {
    private let temporary: TemporaryFolder
    private let folder: Folder

    init() throws {
        temporary = try TemporaryFolder()
        folder = Folder(temporary.path)
    }

    private func shell(_ arguments: [String], _ request: String? = nil) throws -> Command.Outcome {
        var environment = BuiltPrograms.environment
        environment["SLIPWAY_DATA"] = folder.root
        environment["SSH_ORIGINAL_COMMAND"] = request
        return try Command(["slipway-shell"] + arguments, environment: environment, limit: 60).run()
    }

    @Test(arguments: [
        [], ["-c"], ["-l"], ["-c", "slipway-shell"], ["-c", "sh"], ["-c", "slipway-shell a b"], ["-c", "id; id"],
        ["-c", "slipway-shell ../a"], ["-c", "slipway-shell 'a"], ["-i", "slipway-shell alice"],
        ["-c", "slipway-shell alice", "x"], ["slipway-shell", "alice"], ["-c", "/x/slipway-shell alice"],
    ])
    func whatIsNotOursStartsNothing(arguments: [String]) throws {
        let outcome = try shell(arguments, "version")
        #expect([64, 65, 77].contains(outcome.status))
        #expect(outcome.output.isEmpty)
    }

    @Test func withoutACommandItGreetsAndEnds() throws {
        let outcome = try shell(["-c", "slipway-shell alice"])
        #expect(outcome.status == 0)
        #expect(outcome.error.hasPrefix("Hello alice: "))
    }

    @Test func aCommandIsOneOfSlipwaysWithItsStatus() throws {
        let forced = ["-c", "slipway-shell alice"]
        #expect(try shell(forced, "version").output == "slipway \(Version.number)\n")
        #expect(try shell(forced, "slipway version").status == 0)
        #expect(try shell(forced, "no-such-command").status == 64)
        #expect(try shell(forced, "sh -c id").status == 64)
        #expect(try shell(forced, "version 'x").status == 64)
        #expect(try shell(forced, "up").status == 77)
    }

    @Test func aFarUserChoosesNoOtherDataFolder() throws {
        let other = try TemporaryFolder()
        try Settings().save(Folder(other.path))
        for request in ["--data \(other.path) app list", "status --data \(other.path)", "status --data=\(other.path)"] {
            let outcome = try shell(["-c", "slipway-shell alice"], request)
            #expect(outcome.status == 77)
            #expect(outcome.error.contains("data folder"))
        }
    }

    @Test func anAppThatIsNotThereIsNamed() throws {
        for service in ["receive-pack", "upload-pack", "upload-archive"] {
            let outcome = try shell(["-c", "slipway-shell alice"], "git-\(service) '/shop.git'")
            #expect(outcome.status == 66)
            #expect(outcome.error.contains("app 'shop' does not exist"))
            #expect(outcome.output.isEmpty)
        }
    }
}
