import Glibc
import Model
import Repository
import System
import Testing

@Suite struct CreateTests {
    @Test func aNewRepositoryIsWholeAndTakesAPush() throws {
        let fixture = try GitFixture()
        let path = "\(fixture.root)/server/shop.git"
        try Repository.create(path, maxInputSize: 1_000_000)
        #expect(try Repository.open(path).branches().isEmpty)
        #expect(Files.names(in: "\(fixture.root)/server") == ["shop.git"])
        let id = try fixture.commit()
        try fixture.git("push", "-q", path, "main")
        #expect(try Repository.open(path).resolve("HEAD") == id)
        try fixture.git("fsck", "--strict", directory: path)
        let config = try fixture.git("config", "--list", "--local", directory: path)
        for line in [
            "core.bare=true", "receive.maxinputsize=1000000", "receive.fsckobjects=true", "transfer.fsckobjects=true",
            "core.logallrefupdates=true", "receive.denydeletecurrent=refuse",
        ] {
            #expect(config.contains(line))
        }
        #expect(try fixture.git("symbolic-ref", "HEAD", directory: path) == "refs/heads/main")
    }

    @Test func aSecondOfTheSameNameIsRefused() throws {
        let fixture = try GitFixture()
        let path = "\(fixture.root)/shop.git"
        try Repository.create(path)
        let failure = #expect(throws: Failure.self) { try Repository.create(path) }
        #expect(failure?.code == .usage)
        let results = Threads.map(Array(0..<4)) { _ in
            (try? Repository.create("\(fixture.root)/other.git")) != nil
        }
        #expect(results.filter { $0 }.count == 1)
        #expect(Files.names(in: fixture.root) == ["other.git", "shop.git", "work"])
    }

    @Test func aPushThatIsTooLargeIsRefused() throws {
        let fixture = try GitFixture()
        let path = "\(fixture.root)/shop.git"
        try Repository.create(path, maxInputSize: 10_000)
        try fixture.git("config", "core.compression", "0")
        try fixture.write("large", String(repeating: "0123456789", count: 2000))
        try fixture.commit()
        #expect(throws: Failure.self) { try fixture.git("push", "-q", path, "main") }
        #expect(try Repository.open(path).branches().isEmpty)
    }

    @Test func itsCurrentBranchCanNotBeDeleted() throws {
        let fixture = try GitFixture()
        let path = "\(fixture.root)/shop.git"
        try Repository.create(path)
        try fixture.commit()
        try fixture.git("push", "-q", path, "main")
        #expect(throws: Failure.self) { try fixture.git("push", "-q", path, ":main") }
    }

    @Test func aTreeThatWouldWriteIntoGitsFolderIsRefusedByThePush() throws {
        let fixture = try GitFixture()
        let path = "\(fixture.root)/shop.git"
        try Repository.create(path)
        let blob = try fixture.blob("x")
        let tree = try fixture.tree(of: "100644 \(blob) .GIT")
        let commit = try fixture.git("commit-tree", "-m", "Bad", tree.rawValue)
        #expect(throws: Failure.self) { try fixture.git("push", "-q", path, "\(commit):refs/heads/main") }
    }
}
