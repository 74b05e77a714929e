import Model
import Repository
import System
import Testing

@Suite struct TreeTests {
    private let fixture: GitFixture
    private let repository: Repository
    private let tree: ObjectID

    init() throws {
        fixture = try GitFixture()
        try fixture.write("fig.yml", "web: ü\n")
        try fixture.write("app/bin/run", "#!/bin/sh\n", mode: 0o755)
        try fixture.git("config", "core.symlinks", "true")
        try Command(["ln", "-s", "app/bin", "link"], directory: fixture.work).check("link")
        try Command(["sh", "-c", "printf '\\377\\000' > binary"], directory: fixture.work).check("write")
        try fixture.commit()
        repository = try fixture.open()
        tree = try fixture.tree()
    }

    @Test func entriesAreAsGitListsThem() throws {
        let kinds: [(String, TreeEntry.Kind)] = [
            ("fig.yml", .file), ("app/bin/run", .executable), ("link", .link), ("app/bin", .tree),
        ]
        for (path, kind) in kinds {
            let entry = try #require(try repository.entry(tree, path))
            let listed = try fixture.git("ls-tree", "HEAD", path).split { $0 == " " || $0 == "\t" }
            #expect(entry.kind == kind)
            #expect(entry.mode == Int(listed[0], radix: 8))
            #expect(entry.id.rawValue == listed[2])
        }
        #expect(try repository.entry(tree, "none") == nil)
        #expect(try repository.entry(tree, "fig.yml/x") == nil)
        // A link is not followed.
        #expect(try repository.entry(tree, "link/run") == nil)
    }

    @Test func aPathIsReadAsAPersonWritesIt() throws {
        let bin = try ObjectID(fixture.git("rev-parse", "HEAD:app/bin"))
        for path in ["app/bin", "./app/bin", "app/bin/", "app//bin/.", "./app/./bin"] {
            #expect(try repository.subtreeID(tree, path) == bin)
        }
        for path in ["", ".", "./"] { #expect(try repository.subtreeID(tree, path) == tree) }
        for path in ["..", "../x", "app/../..", "/app", "a\0b"] {
            #expect(throws: Failure.self) { try repository.entry(tree, path) }
        }
        #expect(try repository.subtreeID(tree, "none") == nil)
        #expect(throws: Failure.self) { try repository.subtreeID(tree, "fig.yml") }
    }

    @Test func aFileIsReadUpToItsLimit() throws {
        #expect(try repository.text(tree, "fig.yml", limit: 8) == "web: ü\n")
        #expect(try repository.file(tree, "binary", limit: 2) == [0xff, 0])
        #expect(try repository.file(tree, "none", limit: 1) == nil)
        let failure = #expect(throws: Failure.self) { try repository.text(tree, "fig.yml", limit: 7) }
        #expect(failure?.message == "'fig.yml' has 8 bytes; 7 are the most")
        for path in ["app", "link"] {
            #expect(throws: Failure.self) { try repository.file(tree, path, limit: 100) }
        }
        #expect(throws: Failure.self) { try repository.text(tree, "binary", limit: 100) }
    }
}
