import Glibc
import Model
import System
import TestSupport
import Testing

@Suite struct LineReaderTests {
    @Test func linesAreTheSameHoweverTheBytesArrive() {
        let text = "eins\nzwei ä€𝄞\r\n\n\rx\nrest"
        let bytes = Array(text.utf8)
        for size in 1...bytes.count {
            var reader = LineReader()
            var lines: [String] = []
            for start in stride(from: 0, to: bytes.count, by: size) {
                lines += reader.lines(adding: bytes[start..<min(start + size, bytes.count)])
            }
            #expect(lines == ["eins", "zwei ä€𝄞", "", "\rx"])
            #expect(reader.rest() == "rest")
            #expect(reader.rest() == nil)
        }
    }

    @Test func aLongLineComesInPieces() {
        var reader = LineReader(limit: 4)
        #expect(reader.lines(adding: Array("abcdefghij\n".utf8)) == ["abcd", "efgh", "ij"])
        #expect(reader.rest() == nil)
    }
}

@Suite struct HashTests {
    @Test(arguments: ["", "a", "täxt\n", String(repeating: "0123456789", count: 100_000)])
    func hashIsThatOfSha256sum(text: String) throws {
        let reference = try Command(["sha256sum"], input: Array(text.utf8)).check("hash").prefix(64)
        #expect(SHA256.hex(of: text) == reference)
    }

    @Test func hexHasTwoDigitsAByte() { #expect(Hex.string([0, 1, 15, 16, 255]) == "00010f10ff") }

    @Test func passwordsDiffer() {
        let passwords = Set((0..<100).map { _ in Password.random().exposed })
        #expect(passwords.count == 100)
        #expect(passwords.allSatisfy { $0.utf8.count == 32 })
        #expect("\(Password.random())" == "[redacted]")
    }

    @Test func bcryptIsWhatTheLibraryOfTheSystemComputes() throws {
        let password = Password.random()
        let hash = try Password.bcrypt(password)
        #expect(hash.hasPrefix("$2y$04$"))
        #expect(try Password.bcrypt(password) != hash)
        func crypt(_ password: String) throws -> String {
            try Command(["perl", "-e", "print crypt($ARGV[0], $ARGV[1])", password, hash]).check("hash")
        }
        #expect(try crypt(password.exposed) == hash)
        #expect(try crypt("another") != hash)
    }
}

@Suite struct TimestampTests {
    @Test(arguments: [0, 1, 951_782_400, 1_700_000_000, 4_102_444_799])
    func textIsThatOfDate(seconds: Int) throws {
        let reference = try Command(["date", "-u", "-d", "@\(seconds)", "+%Y-%m-%dT%H:%M:%SZ"]).check("ask date")
        #expect(Timestamp.text(seconds) == reference.dropLast())
    }

    @Test func secondsHaveTwoDigits() {
        #expect(Report.seconds(0) == "0.00 s")
        #expect(Report.seconds(0.314) == "0.31 s")
        #expect(Report.seconds(61.05) == "61.05 s")
        #expect(Report.seconds(1.999) == "2.00 s")
    }
}

@Suite struct SettingsTests {
    @Test func settingsAreReadAsTheyWereWritten() throws {
        let folder = Folder(try TemporaryFolder().path)
        try Files.makeFolder(folder.root)
        defer { try? Files.remove(folder.root) }
        var settings = Settings()
        settings.domain = "apps.example.org"
        settings.build.memory = 512
        try settings.save(folder)
        #expect(try Settings.load(folder) == settings)
    }

    @Test func noServerAndABrokenFileAreSaid() throws {
        let temporary = try TemporaryFolder()
        let folder = Folder(temporary.path)
        let missing = #expect(throws: Failure.self) { try Settings.load(folder) }
        #expect(missing?.code == .configuration)
        #expect(missing?.hint == "start one: slipway up --data \(folder.root)")
        try Files.write(folder.settings, "{")
        #expect(throws: Failure.self) { try Settings.load(folder) }
    }

    @Test func aFailureOfTheSystemHasItsWordsAndCode() {
        #expect(Failure.system("open 'x'", errno: EACCES).message == "cannot open 'x': permission denied")
        #expect(Failure.system("x", errno: EACCES).code == .notPermitted)
        #expect(Failure.system("x", errno: ENOENT).code == .notFound)
        #expect(Failure.system("x", errno: ENOSPC).code == .unavailable)
        #expect(exitStatus { throw Failure(.temporary, "x") } == 75)
        #expect(exitStatus { 3 } == 3)
    }
}

@Suite struct TCPTests {
    @Test func portsThatAreNoneAndAddressesThatAreNoneAreNot() {
        #expect(!TCP.accepts("127.0.0.1", 0))
        #expect(!TCP.accepts("localhost.invalid", 80))
        #expect(!TCP.isFree("127.0.0.1", 65536))
        #expect(!TCP.isFree("1.2.3", 8080))
    }
}
