import Model
import Testing
import YAML

@testable import Stack

/// What costs more than it looks like ends in an error: each limit counts work, and no clock is asked.
@Suite struct BombTests {
    private func said(_ text: String) -> String { problems { _ = try Project(["compose.yaml": text]) }.joined() }

    @Test func aliasesAreCounted() {
        let levels = (1...9).map { n in
            "x\(n): &x\(n) [\(Array(repeating: "*x\(n - 1)", count: 10).joined(separator: ","))]"
        }
        #expect(said("x0: &x0 [y]\n" + levels.joined(separator: "\n")).contains("more than 100000 values"))
    }

    @Test func mergedAliasesAreCounted() {
        let levels = (1...30).map { n in "x\(n): &x\(n) {<<: [*x\(n - 1), *x\(n - 1)], k\(n): *x\(n - 1)}" }
        #expect(said("x0: &x0 {y: z}\n" + levels.joined(separator: "\n")).contains("more than 100000 values"))
    }

    @Test func largeFilesAreNotRead() {
        #expect(said(String(repeating: " ", count: 2 << 20)) == "compose.yaml: is too large")
    }

    @Test func servicesAreCounted() {
        let text = "services:\n" + (0..<10_000).map { "  s\($0): {image: x}\n" }.joined()
        #expect(said(text) == "compose.yaml:1:1: more than 1000 services")
        let fig = (0..<10_000).map { "s\($0): {image: x}\n" }.joined()
        #expect(problems { _ = try Project(["fig.yml": fig]) } == ["fig.yml:1:1: more than 1000 services"])
    }

    @Test func nestingIsBounded() {
        let deep = String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
        #expect(said("services: \(deep)").contains("nested deeper than 100"))
    }

    @Test func unknownNamesByTheThousandAreSaidCheaply() {
        let long = String(repeating: "n", count: 50)
        let links = (0..<1000).map { "\(long)\($0)" }.joined(separator: ", ")
        let services = (0..<900).map { "  \(long)x\($0): {image: x}\n" }.joined()
        let said = problems {
            _ = try Project(["compose.yaml": "services:\n\(services)  web: {image: x, links: [\(links)]}\n"])
        }
        #expect(said.count == Problems.shown + 1)
        #expect(said.count { $0.contains("did you mean") } <= 10)
    }

    @Test func unknownKeysByTheThousandAreSaidCheaply() {
        let keys = (0..<10).map { "\(String(repeating: "image", count: 10))\($0): x" }.joined(separator: ", ")
        let said = problems {
            let services = (0..<100).map { "  s\($0): {image: x, \(keys)}\n" }.joined()
            _ = try Project(["compose.yaml": "services:\n\(services)"])
        }
        #expect(said.count == Problems.shown + 1)
    }
}
