import System
import Testing

@testable import Stack

/// docs/stack-files.md has a row for every key, as the table has it. scripts/lint looks for the tests that rows name.
@Suite struct MatrixTests {
    private static let page = SourcePath.folder(of: #filePath) + "/../../docs/stack-files.md"
    /// What follows this line is written from the table.
    private static let head = "## Every key\n"
    private static let parts = [
        ("Top level", ""), ("Services", "services.*"), ("Building", "services.*.build"),
        ("Deploying", "services.*.deploy"), ("Healthchecks", "services.*.healthcheck"), ("Networks", "networks.*"),
        ("Volumes", "volumes.*"), ("Secrets", "secrets.*"), ("Configs", "configs.*"),
    ]

    @Test func thePageSaysWhatTheTableSays() throws {
        let page = try Files.read(Self.page)
        let cut = try #require(page.firstRange(of: Self.head), "the page has its heading")
        let written = page[..<cut.lowerBound] + Self.text
        if Environment.value("SLIPWAY_WRITE_DOCS") != nil { try Files.write(Self.page, String(written), mode: 0o644) }
        #expect(
            page == written || Environment.value("SLIPWAY_WRITE_DOCS") != nil,
            "write it anew: SLIPWAY_WRITE_DOCS=1 swift test --filter MatrixTests")
    }

    @Test func everyKeyIsInOnePart() {
        #expect(Self.parts.flatMap { Self.rows(of: $0.1) }.count == Schema.rows.count)
    }

    @Test func limitsAreOfKeysThatAreHonoured() {
        for path in Self.limits.keys {
            #expect(Schema.support(path: path.split(separator: ".").map(String.init)) == .honoured, "\(path)")
        }
    }

    private static var text: String {
        let count = Schema.rows.count
        var text = head + "\n\(count) keys, as `Sources/Stack/Schema` has them; `*` is a name of yours. The last column"
        text += " names the tests that show it;\nthis chapter is written by the tests too.\n"
        for (title, prefix) in parts {
            text += "\n### \(title)\n\n| key | | why | shown by |\n|---|---|---|---|\n"
            text += rows(of: prefix).map(line).joined()
        }
        return text
    }

    /// Those below a prefix and below none of the longer ones.
    private static func rows(of prefix: String) -> [(path: String, key: Key)] {
        Schema.rows.filter { row in
            let home = parts.map(\.1).filter { $0.isEmpty || row.path.hasPrefix($0 + ".") }.max { $0.count < $1.count }
            return home == prefix
        }
    }

    private static func line(_ row: (path: String, key: Key)) -> String {
        let path = row.path.split(separator: ".").map(String.init)
        let parent = path.indices.dropFirst().first { Schema.support(path: Array(path[..<$0])) != .honoured }
        let (word, why, test) =
            switch Schema.support(path: path) {
            case .honoured: ("honoured", Self.limits[row.path] ?? "", "SupportTests.whatIsHonouredIsRead")
            case .refused(let why): ("refused", why, "SupportTests.whatIsRefusedIsAProblem")
            case .ignored(let why): ("ignored", why, "SupportTests.whatIsIgnoredIsSaid")
            }
        let reason = parent.map { "with `\(path[$0 - 1])`" } ?? why
        let tests = [row.key.test, parent == nil ? test : nil].compactMap { $0.map { "`\($0)`" } }
        return "| `\(row.path)` | \(word) | \(reason) | \(tests.joined(separator: ", ")) |\n"
    }
}
