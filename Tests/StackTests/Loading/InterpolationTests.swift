import Model
import Testing
import YAML

@testable import Stack

@Suite struct InterpolationTests {
    private let values = ["A": "one", "EMPTY": "", "N": "3", "DOLLAR": "$A", "NULL": "null"]

    private func expanded(_ text: String) throws -> String {
        var budget = Variables.Budget()
        return try Template(text).expanded({ values[$0] }, &budget) { _ in }
    }

    /// The specification's chapter 'Interpolation'; what Compose 2.26 makes of each.
    @Test(arguments: [
        ("$A", "one"), ("${A}", "one"), ("-$A-", "-one-"), ("$A$N", "one3"), ("$MISSING", ""), ("${EMPTY}", ""),
        ("${MISSING:-x}", "x"), ("${EMPTY:-x}", "x"), ("${A:-x}", "one"),
        ("${MISSING-x}", "x"), ("${EMPTY-x}", ""), ("${A-x}", "one"),
        ("${MISSING:+x}", ""), ("${EMPTY:+x}", ""), ("${A:+x}", "x"),
        ("${MISSING+x}", ""), ("${EMPTY+x}", "x"), ("${A+x}", "x"),
        ("${A:?m}", "one"), ("${EMPTY?m}", ""), ("${MISSING:-}", ""),
        ("${MISSING:-${A}}", "one"), ("${MISSING:-${ALSO:-$N}}", "3"), ("${MISSING:-a${A}b}", "aoneb"),
        ("${MISSING:-{}}", "{}"), ("${MISSING:-a:b-c}", "a:b-c"),
        ("$$A", "$A"), ("$$$A", "$one"), ("${MISSING:-$$}", "$"), ("a$$", "a$"), ("}", "}"), ("$DOLLAR", "$A"),
    ])
    func variablesHaveTheirValues(_ text: String, _ expected: String) throws {
        #expect(try expanded(text) == expected)
    }

    @Test(arguments: ["$", "a$ b", "$1", "${", "${}", "${A", "${A:", "${A:x}", "${A!}", "${A:-x", "${-x}", "$é"])
    func whatIsNoVariableIsSaid(_ text: String) {
        #expect(throws: Failure.self) { try expanded(text) }
    }

    @Test func aRequiredVariableSaysWhyWithoutAnybodysValue() {
        let said = problems { _ = try expanded("${EMPTY:?needed, not $A}") }
        #expect(
            said == ["the variable 'EMPTY' has no value: needed, not $A (slipway config set APP EMPTY=…)"])
    }

    @Test func problemsHaveTheirPlaceAndAllAreSaid() throws {
        let said = problems {
            _ = try Project(["compose.yaml": "services:\n  web:\n    image: ${A:?}\n    user: a$\n"])
        }
        #expect(said.map { $0.prefix(16) } == ["compose.yaml:3:1", "compose.yaml:4:1"])
    }

    @Test func keysAreLeftAlone() throws {
        let project = try Project(
            ["compose.yaml": "services: {web: {image: x, environment: {$A: $A}}}"], ["A": "one"])
        #expect(project.value("services", "web", "environment") == "{$A: one}")
    }

    @Test func aPlainValueActsAsWhatItReadsAs() throws {
        var interpolation = Interpolation(Variables(configured: { values[$0] }))
        var problems = Problems()
        let root = try Document("[$N, '$N', $EMPTY, $NULL, \"$N\"]\n", source: "f").root
        let new = try interpolation.applied(to: root, &problems)
        #expect(
            new.sequence?.map(\.value) == [.integer(3), .text("3"), .text(""), .text("null"), .text("3")])
    }

    @Test func anUnsetVariableIsNotedOnce() throws {
        let project = try Project(["compose.yaml": "services: {web: {image: x, user: $U, hostname: 'h$U'}}"])
        #expect(project.notes == ["compose.yaml:1:34: the variable 'U' is not set, taken as empty"])
    }

    @Test func whatDoublesEnds() {
        let doubling = "A0=0123456789abcdef\n" + (0..<40).map { "A\($0 + 1)=$A\($0)$A\($0)\n" }.joined()
        let said = problems {
            _ = try Project([".env": doubling, "compose.yaml": "services: {web: {image: x}}"])
        }
        #expect(said.count == 1 && said[0].hasSuffix("the values of variables come to too many bytes"))
    }

    @Test func defaultsMayNotNestWithoutEnd() {
        let text = String(repeating: "${A_:-", count: 5000) + String(repeating: "}", count: 5000)
        #expect(problems { _ = try expanded(text) } == ["variables in variables' defaults, more than 20 deep"])
    }
}
