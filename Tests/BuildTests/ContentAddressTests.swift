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

    @Test func whatAStackFileAddsChangesIt() throws {
        func address(_ secret: String = "c2VjcmV0", _ change: (inout ImageBuild) -> Void = { _ in }) throws -> String {
            var build = ImageBuild()
            change(&build)
            return try ContentAddress(
                context: Self.tree, build, bases: ["a": "1", "b": "2"], platform: "linux",
                secrets: ["key": Sensitive(secret)]
            ).text()
        }
        let all = try [
            address(), address { $0.arguments = ["A": "1"] }, address { $0.arguments = ["A": "2"] },
            address { $0.target = "A" }, address { $0.inlineDockerfile = "FROM a" },
            address { $0.labels = ["A": "1"] }, address { $0.hosts = [.init(name: "A", address: "1")] },
            address { $0.secrets = ["key": "id"] }, address { $0.secrets = ["key": "other"] },
            address("b3RoZXI=") { $0.secrets = ["key": "id"] },
        ]
        #expect(Set(all).count == all.count)
        #expect(try address() == self.address())
        // A secret that the build doesn't see, and how it is built, change nothing.
        #expect(try address("b3RoZXI=") { $0.noCache = true } == address())
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
