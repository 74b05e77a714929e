import Glibc
import Model
import System
import Testing

@testable import Repository

@Suite struct RevisionTests {
    @Test func aCommitIsReadAsGitShowsIt() throws {
        let fixture = try GitFixture()
        try fixture.write("a", "1")
        let id = try fixture.commit("Add the shop ✓\n\nWith a body.")
        let commit = try fixture.open().commit(id)
        #expect(commit.id == id)
        #expect(try commit.tree == fixture.tree())
        #expect(commit.subject == "Add the shop ✓")
        #expect(commit.author == "Ann Müller")
        #expect(commit.email == "ann@example.org")
        #expect(commit.time == 1_700_000_100)
    }

    @Test func anAnnotatedTagStandsForItsCommit() throws {
        let fixture = try GitFixture()
        let id = try fixture.commit()
        try fixture.git("tag", "-a", "v1", "-m", "One")
        try fixture.git("tag", "-a", "v1-again", "-m", "One", "v1")
        let tag = try ObjectID(fixture.git("rev-parse", "refs/tags/v1-again"))
        let repository = try fixture.open()
        #expect(tag != id)
        #expect(try repository.commit(tag).id == id)
        #expect(try repository.resolve("v1-again") == id)
        #expect(try repository.reference("refs/tags/v1-again") == tag)
    }

    @Test func namesAndIdsResolve() throws {
        let fixture = try GitFixture()
        let first = try fixture.commit("One")
        try fixture.git("tag", "light")
        try fixture.git("branch", "feature/x")
        let second = try fixture.commit("Two")
        let repository = try fixture.open()
        #expect(try repository.resolve("main") == second)
        #expect(try repository.resolve("HEAD") == second)
        #expect(try repository.resolve("refs/heads/main") == second)
        #expect(try repository.resolve("feature/x") == first)
        #expect(try repository.resolve("light") == first)
        #expect(try repository.resolve(first.rawValue) == first)
        #expect(try repository.resolve(first.short) == first)
        #expect(
            try repository.branches() == [.init(name: "feature/x", commit: first), .init(name: "main", commit: second)])
    }

    @Test(arguments: [
        "", "none", "main^", "main~1", "main@{0}", "@", ":/Two", "main:a", "../x", "-x", "ma*n", "abc", "deadbeef",
        "a\0b", "refs/heads/none", "refs/heads/../x", String(repeating: "0", count: 40),
        String(repeating: "0", count: 64),
    ])
    func whatNamesNoCommitIsNil(revision: String) throws {
        let fixture = try GitFixture()
        try fixture.commit("One")
        try fixture.commit("Two")
        #expect(try fixture.open().resolve(revision) == nil)
    }

    @Test func aFullIdIsNeverTakenForABranch() throws {
        let fixture = try GitFixture()
        let first = try fixture.commit("One")
        try fixture.commit("Two")
        try fixture.git("update-ref", "refs/heads/\(first)", "HEAD")
        #expect(try fixture.open().resolve(first.rawValue) == first)
    }

    @Test func aPushIsSeenByARepositoryThatWasOpenBefore() throws {
        let fixture = try GitFixture()
        let repository = try fixture.open()
        for number in 0..<3 {
            try fixture.write("a", "\(number)")
            let id = try fixture.commit("\(number)")
            #expect(try repository.reference("refs/heads/main") == id)
            #expect(try repository.commit(id).subject == "\(number)")
            try fixture.git("gc", "-q")
        }
    }

    @Test(.enabled(if: getuid() == 0, "only root may give files away"))
    func anotherUsersRepositoryIsRead() throws {
        let fixture = try GitFixture()
        let id = try fixture.commit()
        try Command(["chown", "-R", "65534:65534", fixture.work]).check("give it away")
        let repository = try fixture.open()
        #expect(repository.path == "\(fixture.work)/.git")
        #expect(try repository.resolve("main") == id)
    }

    @Test func whatIsNoRepositoryOrCommitIsAFailure() throws {
        let fixture = try GitFixture()
        try fixture.write("a", "1")
        try fixture.commit()
        let failure = #expect(throws: Failure.self) { try Repository.open(fixture.root) }
        #expect(failure?.message.contains(fixture.root) == true)
        let repository = try fixture.open()
        #expect(throws: Failure.self) { try repository.commit(fixture.tree()) }
        #expect(throws: Failure.self) { try repository.commit(ObjectID(String(repeating: "1", count: 40))) }
        #expect(throws: Failure.self) { try repository.commit(ObjectID(String(repeating: "1", count: 64))) }
    }
}
