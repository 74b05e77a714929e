import Model
import Testing

@testable import Build

@Suite struct ContentAddressTests {
    private static let tree = ObjectID(unchecked: String(repeating: "1", count: 40))
    private static let other = ObjectID(unchecked: String(repeating: "2", count: 40))

    private func address(
        _ tree: ObjectID = tree, dockerfile: String = "Dockerfile", bases: [String: String] = ["a": "1", "b": "2"],
        platform: String = "linux"
    ) throws -> String {
        try ContentAddress(context: tree, dockerfile: dockerfile, bases: bases, platform: platform).text()
    }

    @Test func theSameIsTheSame() throws {
        #expect(try address() == address())
        // Whatever order a dictionary has.
        let many = (0..<50).map { ("base\($0)", "id") }
        let forward = Dictionary(uniqueKeysWithValues: many)
        let backward = Dictionary(uniqueKeysWithValues: many.reversed())
        #expect(try address(bases: forward) == address(bases: backward))
    }

    @Test func everyPartOfItChangesIt() throws {
        let all = try [
            address(), address(Self.other), address(dockerfile: "Dockerfile.prod"), address(bases: [:]),
            address(bases: ["a": "1", "b": "3"]), address(bases: ["a": "1"]), address(bases: ["a": "2", "b": "1"]),
            address(platform: "linux/arm64"),
        ]
        #expect(Set(all).count == all.count)
    }

    @Test func itIsAValidTag() throws {
        let text = try address()
        #expect(text.utf8.count == 32)
        #expect(text.utf8.allSatisfy { (48...57).contains($0) || (97...102).contains($0) })
    }

    @Test func itStaysWhatItWas() throws {
        // Another value here means that every app is built anew after an upgrade: raise `recipe` on purpose instead.
        #expect(try address() == "69d2a3ed6293cb20f31d4a38b5452ce4")
    }
}
