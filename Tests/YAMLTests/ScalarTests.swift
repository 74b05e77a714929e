import Model
import Testing

@testable import YAML

@Suite struct ScalarTests {
    @Test(
        arguments: [
            ("", .null), ("~", .null), ("null", .null), ("true", .boolean(true)), ("False", .boolean(false)),
            ("yes", .text("yes")), ("on", .text("on")), ("0", .integer(0)), ("-12", .integer(-12)), ("+3", .integer(3)),
            ("0644", .integer(420)), ("0o644", .integer(420)), ("0x1F", .integer(31)), ("0b11", .integer(3)),
            ("1_000", .integer(1000)), ("089", .number(89)), ("1.5", .number(1.5)), ("-.5", .number(-0.5)),
            ("1e3", .number(1000)), (".inf", .number(.infinity)), ("8080:80", .text("8080:80")), ("nan", .text("nan")),
            ("infinity", .text("infinity")), ("0x", .text("0x")), ("0x-1", .text("0x-1")), ("-", .text("-")),
            (".", .text(".")), ("1.2.3", .text("1.2.3")), ("_1", .text("_1")), ("99999999999999999999", .number(1e20)),
            ("2001-01-01", .text("2001-01-01")),
        ] as [(String, Scalar.Value)]) func aPlainTextIsWhatTheCoreSchemaMakesOfIt(
            _ text: String, _ expected: Scalar.Value
        )
    {
        #expect(Scalar(text).value(tag: nil) == expected)
    }

    @Test func whatIsQuotedIsAText() {
        for style in [Scalar.Style.singleQuoted, .doubleQuoted, .literal, .folded] {
            #expect(Scalar("5", style: style).value(tag: nil) == .text("5"))
        }
        #expect(Scalar("5", style: .doubleQuoted).value(tag: "tag:yaml.org,2002:int") == .integer(5))
    }

    @Test func unknownKeysHaveTheirPlaceAndTheNearestSpelling() throws {
        let root = try Document("path: /\nstaus: 200\n", source: "tsuru.yaml").root
        let failure = #expect(throws: Failure.self) { try root.mapping("'healthcheck'", keys: ["path", "status"]) }
        #expect(failure?.message == "tsuru.yaml:2:1: unknown key 'staus' in 'healthcheck'")
        #expect(failure?.hint == "did you mean 'status'?")
    }

    @Test func anotherTypeIsNamedWithWhatStandsThere() throws {
        let root = try Document("a: [1]\nb: many\nc:\nd: maybe", source: "f").root.requiredMapping("f")
        func problem(_ body: (Node) throws -> Any, _ key: String) throws -> String {
            let node = try #require(root[key])
            do { return "\(try body(node))" } catch { return "\(error)" }
        }
        #expect(try problem({ try $0.requiredText("'a'") }, "a") == "f:1:4: 'a': expected a text, found a list")
        #expect(
            try problem({ try $0.requiredInteger("'b'", in: 1...5) }, "b")
                == "f:2:4: 'b': expected a number from 1 to 5, found a text 'many'")
        #expect(try problem({ try $0.requiredText("'c'") }, "c") == "f:3:3: 'c': expected a text, found nothing")
        #expect(
            try problem({ try $0.requiredBoolean("'d'") }, "d")
                == "f:4:4: 'd': expected true or false, found a text 'maybe'")
    }
}
