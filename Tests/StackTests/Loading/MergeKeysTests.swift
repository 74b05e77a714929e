import Model
import Testing
import YAML

@testable import Stack

@Suite struct MergeKeysTests {
    private func resolved(_ text: String) throws -> Node {
        try MergeKeys.resolved(try Document(text, source: "f").root)
    }

    @Test func ownKeysWin() throws {
        let root = try resolved("a: &a {x: 1, y: 2}\nb:\n  <<: *a\n  y: 3\n")
        #expect(root["b"]?.inOneLine == "{x: 1, y: 3}")
    }

    @Test func ofAListTheEarlierWins() throws {
        let root = try resolved("a: &a {x: 1}\nb: &b {x: 2, z: 4}\nc: {<<: [*a, *b]}\n")
        #expect(root["c"]?.inOneLine == "{x: 1, z: 4}")
    }

    @Test func mergedMappingsMergeThemselves() throws {
        let root = try resolved("a: &a {x: 1}\nb: &b {<<: *a, y: 2}\nc: {<<: *b}\n")
        #expect(root["c"]?.inOneLine == "{x: 1, y: 2}")
    }

    @Test func placesAreKept() throws {
        let root = try resolved("a: &a\n  x: 1\nb:\n  <<: *a\n  y: 2\n")
        #expect(root["b"]?["x"]?.mark.line == 2)
        #expect(root["b"]?["y"]?.mark.line == 5)
    }

    @Test func aQuotedKeyIsNone() throws {
        #expect(try resolved("b: {'<<': {x: 1}}")["b"]?.inOneLine == "{<<: {x: 1}}")
    }

    @Test func nothingButMappingsMerge() {
        #expect(throws: Failure(.badData, "f:1:9: <<: expected a mapping or a list of mappings, found a number '3'")) {
            try resolved("b: {<<: 3}")
        }
    }
}
