import Model
import Repository
import System
import Testing

/// Real pushes, whose hook is this test program once more.
@Suite struct QuarantineTests {
    @Test(arguments: [("pre-receive", false), ("post-receive", true)])
    func aHookSeesThePushedCommit(hook: String, outside: Bool) throws {
        let fixture = try GitFixture()
        let path = "\(fixture.root)/shop.git"
        try Repository.create(path)
        try fixture.write("file", "pushed")
        let commit = try fixture.commit()
        let program = CommandLine.arguments[0]
        try Files.makeFolder("\(path)/hooks")
        try Files.write(
            "\(path)/hooks/\(hook)",
            """
            #!/bin/sh
            read -r old new ref
            SLIPWAY_TEST_COMMIT=$new SLIPWAY_TEST_ROOT='\(fixture.root)' exec '\(program)' \
                --testing-library swift-testing --filter QuarantineTests/inTheHook >/dev/null
            """, mode: 0o755)
        try fixture.git("push", "-q", path, "main")
        #expect(try Files.read("\(fixture.root)/seen") == "\(commit) \(outside)")
        #expect(try Files.read("\(fixture.root)/export/file") == "pushed")
    }

    @Test(.enabled(if: Environment.value("SLIPWAY_TEST_COMMIT") != nil, "runs in a hook"))
    func inTheHook() throws {
        let commit = try ObjectID(#require(Environment.value("SLIPWAY_TEST_COMMIT")))
        let root = try #require(Environment.value("SLIPWAY_TEST_ROOT"))
        let repository = try Repository.openFromEnvironment()
        let found = try repository.commit(commit)
        try repository.export(found.tree, to: "\(root)/export")
        let plain = try Repository.open("\(root)/shop.git")
        try Files.write("\(root)/seen", "\(found.id) \(plain.hasCommit(commit))")
    }
}
