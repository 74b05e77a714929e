import Model
import System
import Testing

@testable import YAML

@Suite struct DocumentTests {
    private func root(_ text: String, _ limits: Document.Limits = .init()) throws -> Node {
        try Document(text, source: "f.yaml", limits: limits).root
    }

    /// The message of what is wrong with a text.
    private func problem(_ text: String, _ limits: Document.Limits = .init()) -> String? {
        do {
            _ = try root(text, limits)
            return nil
        } catch { return "\(error)" }
    }

    @Test func keysKeepTheirOrderAndEveryNodeItsPlace() throws {
        let root = try root("b: 1\na:\n  - x\n  - {c: 'd'}\n")
        let mapping = try #require(root.mapping)
        #expect(mapping.pairs.map(\.name) == ["b", "a"])
        let list = try #require(mapping["a"]?.sequence)
        #expect(list[0].mark.description == "f.yaml:3:5")
        #expect(list[1].mapping?.pairs[0].value.mark.description == "f.yaml:4:9")
        #expect(list[1].mapping?["c"]?.scalar == Scalar("d", style: .singleQuoted))
    }

    @Test func columnsCountCharacters() throws {
        #expect(try root("é: [ü, x]\n").mapping?.pairs[0].value.sequence?[1].mark.column == 8)
    }

    @Test func stylesAreKept() throws {
        let styles = try root("[a, 'a', \"a\"]\n").sequence?.compactMap { $0.scalar?.style }
        #expect(styles == [.plain, .singleQuoted, .doubleQuoted])
        #expect(try root("|\n  a\n  b\n").scalar == Scalar("a\nb\n", style: .literal))
        #expect(try root(">\n  a\n  b\n").scalar == Scalar("a b\n", style: .folded))
    }

    @Test func tagsAreKept() throws {
        let list = try #require(try root("[!reset null, !!str 5, 5, ! 5]").sequence)
        #expect(list.map(\.tag) == ["!reset", "tag:yaml.org,2002:str", nil, "!"])
        #expect(list[1].value == .text("5") && list[2].value == .integer(5) && list[3].value == .text("5"))
    }

    @Test func aNullByteOfAnEscapeIsKept() throws {
        #expect(try root("\"a\\0b\"").text == "a\0b")
    }

    @Test(arguments: ["", "# nothing\n", "---\n", "~"]) func anEmptyFileIsNull(_ text: String) throws {
        #expect(try root(text).isNull)
    }

    @Test func aByteOrderMarkIsNoPartOfAKey() throws {
        #expect(try root("\u{FEFF}a: 1\n").mapping?["a"]?.value == .integer(1))
    }

    @Test func anAliasIsWhatItsAnchorNames() throws {
        let mapping = try #require(try root("a: &x {b: 1}\nc: *x\nd: &x 2\ne: *x\n").mapping)
        #expect(mapping["c"] == mapping["a"])
        #expect(mapping["c"]?.mark.line == 1)
        #expect(mapping["e"]?.value == .integer(2), "the last of two anchors of one name")
    }

    @Test(arguments: [
        ("a: *x\n", "f.yaml:1:4: no anchor 'x' before this alias"),
        ("a: &x [*x]\n", "f.yaml:1:8: alias 'x' stands within its own anchor"),
        ("a: 1\nb: 2\na: 3\n", "f.yaml:3:1: key 'a' stands twice; the first is in line 1"),
        ("a: 1\n---\nb: 2\n", "f.yaml:2:1: a second document begins here; one is the most"),
        ("[a, b]: 1\n", "f.yaml:1:1: a key may be no list and no mapping"),
        ("? {a: b}\n: 1\n", "f.yaml:1:3: a key may be no list and no mapping"),
        ("x: &k [1]\n*k : 1\n", "f.yaml:2:1: a key may be no list and no mapping"),
        (
            "a: [1\nb: 2\n",
            "f.yaml:2:2: did not find expected ',' or ']' while parsing a flow sequence, which begins in line 1"
        ),
        ("a:\n\t- b\n", "f.yaml:2:1: found character that cannot start any token while scanning for the next token"),
        ("a: b: c\n", "f.yaml:1:5: mapping values are not allowed in this context"),
        ("a: 1\nb: x\0y\n", "f.yaml:2:5: control characters are not allowed"),
    ]) func whatIsWrongIsSaidWithItsPlace(_ text: String, _ expected: String) {
        #expect(problem(text) == expected)
    }

    @Test func invalidUTF8IsRefusedWithItsPlace() {
        let failure = #expect(throws: Failure.self) {
            try Document(Array("a: 1\né: ".utf8) + [0xFF, 0x0A], source: "f.yaml")
        }
        #expect(failure?.message == "f.yaml:2:4: invalid leading UTF-8 octet")
        #expect(failure?.code == .badData)
    }

    @Test func twoBytesDontMakeItUTF16() {
        #expect(throws: Failure.self) { try Document([0xFF, 0xFE, 0x61, 0x00], source: "f.yaml") }
    }

    // What a hostile file does.

    @Test func anAliasBombIsRefusedAtOnce() throws {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<60 {
            let before = (0..<10).map { _ in "*a\(level - 1)" }.joined(separator: ", ")
            text += "a\(level): &a\(level) [\(before)]\n"
        }
        let began = Instant.now
        #expect(problem(text)?.contains("more than 100000 values, aliases included") == true)
        #expect(began.elapsed < 1)
    }

    @Test func aliasesDeepenWhatHasThem() throws {
        var text = "a0: &a0 [x]\n"
        for level in 1..<200 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
        #expect(problem(text)?.contains("nested deeper than 100") == true)
    }

    @Test(arguments: ["[", "{a: ", "- "]) func aDepthOfTenThousandIsRefused(_ opening: String) {
        let began = Instant.now
        #expect(problem(String(repeating: opening, count: 10_000))?.contains("nested deeper than 100") == true)
        #expect(began.elapsed < 2)
    }

    @Test func theDepthThatIsAllowedIsRead() throws {
        let text = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        #expect(try root(text).sequence != nil)
        #expect(problem("[\(text)]") == "f.yaml:1:101: nested deeper than 100")
    }

    @Test func aHundredMegabytesAreRefusedUnread() {
        let bytes = [UInt8](repeating: UInt8(ascii: "a"), count: 100_000_000)
        let began = Instant.now
        let failure = #expect(throws: Failure.self) { try Document(bytes, source: "f.yaml") }
        #expect(failure?.message == "f.yaml: has 100000000 bytes; 1048576 are the most")
        #expect(began.elapsed < 0.5)
    }

    @Test func manyNodesAreCountedAndRead() throws {
        let text = "[" + String(repeating: "x,", count: 99_999) + "]"
        let began = Instant.now
        #expect(try root(text).sequence?.count == 99_999)
        #expect(began.elapsed < 5)
        #expect(problem("[\(text)]") != nil)
    }

    @Test func manyKeysAreReadInTime() throws {
        let text = (0..<40_000).map { "key\($0): \($0)\n" }.joined()
        let began = Instant.now
        #expect(try root(text).mapping?["key39999"]?.value == .integer(39999))
        #expect(began.elapsed < 5)
    }
}
