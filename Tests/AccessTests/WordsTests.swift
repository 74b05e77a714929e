import Access
import Model
import System
import Testing

@Suite struct WordsTests {
    /// What neither our parser nor a shell expands, so that both must agree.
    static let safe = [
        "", "a", "a b", "  a \t b  ", "'a b'", "\"a b\"", "a' 'b", "''", "\"\"", "'' \"\" a", "a''b",
        "'a\"b'", "\"a'b\"", "\\a", "\\ ", "a\\ b", "\\'", "\\\"", "\\\\", "'\\'", "'a\\nb'", "\"a\\nb\"", "\"\\\"\"",
        "\"\\\\\"", "\"\\$x\"", "\"\\`x\\`\"", "\"a\\\nb\"", "a\\\nb", "a \\\n b", "\\\n", "\"a\nb\"", "'a\nb'",
        "\"\\a\"", "\"\\'\"", "'a''b'\"c\"d", "ä'ö 'ü", "\u{1f600} '\u{1f600}'", "a\rb", "'$(id)' '`id`' '$x'",
        "'*' '?'",
        "\"*\"", "';' '&&' '|' '>' '<'", "a=b", "--x=y", "a#b", "'#'", "-", "--", "\u{301}'x'", "'\u{301}'", "a\u{a0}b",
        "\"a\\ b\"", "'a'\\''b'", "git-receive-pack 'shop.git'", "\\\t\\\n'x'", "\u{2028}a", "a\u{b}b",
    ]

    @Test(arguments: safe) func theWordsAreThoseOfAShell(line: String) throws {
        let said = try Command(
            ["dash", "-c", "count() { for word; do printf '%s\\0' \"$word\"; done; }; count \(line)"]
        ).check("ask a shell")
        let words = said.utf8.split(separator: 0, omittingEmptySubsequences: false).dropLast().map {
            String(decoding: $0, as: UTF8.self)
        }
        #expect(try Words.parse(line).map { Array($0.utf8) } == words.map { Array($0.utf8) })
    }

    @Test(arguments: [
        ("$HOME", ["$HOME"]), ("$(id)", ["$(id)"]), ("`id`", ["`id`"]), ("a;b", ["a;b"]), ("a && b", ["a", "&&", "b"]),
        ("*", ["*"]), ("~", ["~"]), ("a > b", ["a", ">", "b"]), ("#x", ["#x"]), ("{a,b}", ["{a,b}"]),
        ("\"$(id)\"", ["$(id)"]), ("!x", ["!x"]), ("a&", ["a&"]), ("x\u{0}y", ["x\u{0}y"]),
    ])
    func nothingIsExpandedOrRun(line: String, words: [String]) throws { #expect(try Words.parse(line) == words) }

    @Test func aLineEndIsASpace() throws { #expect(try Words.parse("a\nb\n\n c") == ["a", "b", "c"]) }

    @Test(arguments: ["'", "\"", "'a", "\"a", "a'b", "\\", "a\\", "\"a\\\"", "\"\\", "'a'\"", "\u{301}'"])
    func whatIsNeverClosedIsRefused(line: String) {
        let failure = #expect(throws: Failure.self) { try Words.parse(line) }
        #expect(failure?.code == .usage)
    }

    @Test func aCommandThatIsTooLongIsRefused() {
        #expect(throws: Failure.self) { try Words.parse(String(repeating: "a", count: 1 << 20)) }
        #expect(throws: Never.self) { try Words.parse(String(repeating: "a ", count: 1 << 18)) }
    }
}
