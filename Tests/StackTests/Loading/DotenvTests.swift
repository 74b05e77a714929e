import Model
import Testing
import YAML

@testable import Stack

@Suite struct DotenvTests {
    private func values(_ text: String, raw: Bool = false) throws -> [String: String] {
        let variables = Variables(configured: { ["SET": "configured", "A": "mine"][$0] })
        var budget = Variables.Budget()
        return try Dotenv(Array(text.utf8), source: ".env", isRaw: raw).values(variables, &budget) { _ in }
            .compactMapValues(\.text)
    }

    /// What `docker compose config` of Compose 2.26 makes of each.
    @Test(arguments: [
        ("B=plain # comment", "plain"), ("B='single $A # no' # c", "single $A # no"), ("export B=exp", "exp"),
        ("B=a#b", "a#b"), ("B: yaml", "yaml"), ("B=", ""), ("B=$$x", "$x"), (#"B='it\'s'"#, "it's"),
        ("B=a'b'c", "a'b'c"), ("B= spaced value   ", "spaced value"), ("B=\"two\nlines\"", "two\nlines"),
        (#"B="a \n \$A \" \\ \t""#, "a \n $A \" \\ \t"), ("B=${NO:-d}$SET", "dconfigured"), ("B=x\r\nC=y", "x"),
        ("# c\n\n  B=1\nB=2", "2"), ("X=1\nB=$X", "1"), ("A=own\nB=$A", "mine"), ("B=# nothing", ""),
    ])
    func valuesAreReadAsComposeDoes(_ text: String, _ expected: String) throws {
        #expect(try values(text)["B"] == expected)
    }

    @Test func aNameAloneTakesTheConfiguration() throws {
        #expect(try values("SET\nUNSET\n") == ["SET": "configured"])
    }

    @Test func rawValuesAreAllBehindTheSign() throws {
        #expect(try values("B='$A' # c", raw: true) == ["B": "'$A' # c"])
    }

    @Test(arguments: [
        ("A=1\nB='secret", ".env:2:3: no quote ends the value that begins here"),
        ("=secret", ".env:1:1: a variable's name is expected"),
        ("B secret", ".env:1:1: '=' is expected behind the name"),
        ("B='a' secret", ".env:1:6: nothing but a comment may stand behind the value's quote"),
    ])
    func problemsNameThePlaceAndNoValue(_ text: String, _ message: String) {
        #expect(throws: Failure(.badData, message)) { try values(text) }
    }
}
