import FoundationEssentials
import Model
import System
import TestSupport
import Testing

@Suite struct SealedBoxTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    private func key(_ name: String) throws -> SealingKey {
        let path = "\(folder.path)/\(name)"
        if !Files.exists(path) { try Files.write(path, SealingKey.newFile(), mode: 0o600) }
        return try SealingKey.load(path)
    }

    @Test(arguments: ["", "x", "several\nlines = and ünïcode", String(repeating: "long ", count: 100_000)])
    func whatIsSealedOpens(_ text: String) throws {
        let sealed = try key("a").seal(text, for: "here")
        #expect(try key("a").open(sealed, for: "here").exposed == text)
        #expect(text.utf8.count < 8 || !sealed.contains(text))
    }

    @Test func theSameTextIsSealedAnewEachTime() throws {
        let key = try key("a")
        #expect(try key.seal("same", for: "here") != key.seal("same", for: "here"))
    }

    @Test func itOpensWithNoOtherKeyAndInNoOtherPlace() throws {
        let sealed = try key("a").seal("secret", for: "here")
        #expect(throws: Failure.self) { try key("b").open(sealed, for: "here") }
        #expect(throws: Failure.self) { try key("a").open(sealed, for: "there") }
    }

    @Test func noByteOfItCanBeChanged() throws {
        let key = try key("a")
        let sealed = try #require(Data(base64Encoded: key.seal("secret", for: "here")))
        for index in sealed.indices {
            var changed = sealed
            changed[index] ^= 1
            #expect(throws: Failure.self) { try key.open(changed.base64EncodedString(), for: "here") }
        }
        for wrong in ["", "AAAA", "no base64 at all"] {
            #expect(throws: Failure.self) { try key.open(wrong, for: "here") }
        }
    }

    @Test func aFileThatHoldsNoKeyIsNamed() throws {
        let path = "\(folder.path)/broken"
        try Files.write(path, "c2hvcnQ=\n")
        let failure = #expect(throws: Failure.self) { try SealingKey.load(path) }
        #expect(failure?.message == "'\(path)' holds no key")
    }
}
