import Model
import System
import Testing

@Suite struct PatternTests {
    @Test(arguments: [
        ("OK", "all OK here", true), ("OK", "ok", false), ("(?i)ok", "OK", true), (".*OK.*", "a\nOK\nb", true),
        ("^OK$", "OK", true), ("^OK$", "OK\n", false), ("(?m)^OK$", "a\nOK\nb", true), ("a.b", "a\nb", true),
        ("(?-s)a.b", "a\nb", false), ("a|b", "xb", true), ("^(a|bc)+$", "abcbca", true), ("^(a|bc)+$", "abcb", false),
        ("a{2,3}", "xaax", true), ("^a{2,3}$", "aaaa", false), ("^a{2,}$", "aaaaa", true), ("^a{2}$", "aaa", false),
        ("^a{0}$", "", true), ("x{,2}", "x{,2}", true), ("^\\d+\\s\\w+$", "42 abc_1", true), ("^\\D$", "4", false),
        ("[a-c]x", "bx", true), ("[^a-c]x", "bx", false), ("^[]a]+$", "]a", true), ("^[a-]+$", "a-", true),
        ("^[[:alpha:]]+$", "abc", true), ("^[[:^alpha:]]+$", "12", true), ("^[\\d\\-x]+$", "1-x", true),
        ("\\bfoo\\b", "a foo b", true), ("\\bfoo\\b", "afoo", false), ("(?P<n>O)(?:K)", "OK", true),
        ("\\Q.*\\E", ".*", true), ("\\Q.*\\E", "ab", false), ("\\x4f\\x{4B}", "OK", true), ("é+", "éé", true),
        ("^.$", "é", true), ("", "", true), ("a*?b", "aab", true), ("(?i:a)b", "Ab", true), ("(?i:a)b", "AB", false),
        ("(|a)+b", "aab", true), ("\\Aa\\z", "a", true), ("\\{\\}", "{}", true),
    ]) func matchesAsGoDoes(_ pattern: String, _ text: String, _ expected: Bool) throws {
        #expect(try Pattern(pattern, dotTakesLineEnds: true).matches(text) == expected, "\(pattern)")
    }

    @Test(arguments: [
        ("[a", "a '[' without ']'"), ("(a", "a group without ')'"), ("a)", "an unexpected ')'"),
        ("*a", "'*' repeats nothing"), ("a**", "two repetitions of one thing"), ("a\\", "a '\\' at the end"),
        ("[b-a]", "a range 'b-a' out of order"), ("\\pL", "an unknown escape '\\p'"), ("(?U)a", "an unknown flag 'U'"),
        ("a{3,2}", "a repetition {3,2} out of order or over 1000"), ("[[:abc:]]", "an unknown class '[:abc:]'"),
        ("a{1001}", "a repetition {1001} out of order or over 1000"), ("\\x{}", "'\\x' without a character's number"),
        ("(a{100}){100}", "a pattern that comes to more than 1000 steps"),
    ]) func whatIsWrongIsSaid(_ pattern: String, _ expected: String) {
        let failure = #expect(throws: Failure.self) { try Pattern(pattern) }
        #expect(failure?.message == expected)
    }

    /// An engine that goes back and tries anew would take hours for these.
    @Test(arguments: [".*OK.*", "(a+)+$b", "(a|a)*b", ".*x.*y.*z", "(a{0,9}){0,9}b"])
    func noPatternTakesLongOverAText(_ pattern: String) throws {
        let text = String(repeating: "a", count: 1 << 14)
        let began = Instant.now
        #expect(try !Pattern(pattern, dotTakesLineEnds: true).matches(text))
        #expect(began.elapsed < 20)
    }

    @Test func noPatternTakesLongToRead() {
        for pattern in [
            String(repeating: "(", count: 100_000), "((){1000}){1000}", "((((){1000}){1000}){1000}){1000}",
            String(repeating: "a?", count: 100_000), "(((a{1000}){1000}){1000}){1000}",
        ] {
            let began = Instant.now
            _ = try? Pattern(pattern)
            #expect(began.elapsed < 2, "\(pattern.prefix(20))")
        }
    }
}
