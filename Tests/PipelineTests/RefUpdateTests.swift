import Glibc
import Model
import System
import Testing

@testable import Pipeline

@Suite struct RefUpdateTests {
    static let zero = String(repeating: "0", count: 40)
    static let one = String(repeating: "1", count: 40)
    static let two = String(repeating: "2", count: 40)

    private func update(_ ref: String, new: String = two) throws -> RefUpdate {
        try RefUpdate(line: "\(Self.one) \(new) \(ref)")
    }

    @Test func aLineOfGitsIsReadAndWritten() throws {
        let line = "\(Self.zero) \(Self.one) refs/heads/feature/a b"
        let read = try RefUpdate(line: line)
        #expect(read.old.isZero)
        #expect(read.branch == "feature/a b")
        #expect(read.line == line)
    }

    @Test(arguments: [
        "", "a b c", "\(zero) \(one)", "\(zero)  \(one) refs/heads/main", "\(zero)\t\(one)\trefs/heads/main",
        " \(zero) \(one) refs/heads/main", "HEAD \(one) refs/heads/main",
    ])
    func otherLinesAreRefused(line: String) { #expect(throws: Failure.self) { try RefUpdate(line: line) } }

    @Test func onlyBranchesHaveABranch() throws {
        #expect(try update("refs/tags/v1").branch == nil)
        #expect(try update("refs/tags/v1").shortName == "tags/v1")
        #expect(try update("HEAD").shortName == "HEAD")
        #expect(try update("refs/heads/refs/heads/main").branch == "refs/heads/main")
    }

    @Test func theFirstDeployingBranchWinsAndADeletedOneDoesNot() throws {
        let branches = ["main", "master"]
        let both = try [update("refs/heads/master"), update("refs/heads/x"), update("refs/heads/main")]
        #expect(RefUpdate.deploying(both, branches: branches)?.branch == "main")
        let deleted = try [update("refs/heads/main", new: Self.zero), update("refs/heads/master")]
        #expect(RefUpdate.deploying(deleted, branches: branches)?.branch == "master")
        let none = try [update("refs/tags/main"), update("refs/heads/Main"), update("refs/heads/main/x")]
        #expect(RefUpdate.deploying(none, branches: branches) == nil)
        #expect(RefUpdate.deploying([], branches: branches) == nil)
    }

    @Test func aStageKeepsTheLockFromWhatItStarts() throws {
        let (reader, _) = try Descriptor.pipe()
        reader.setInherited(true)
        setenv(Launch.lockVariable, String(reader.number), 1)
        defer { unsetenv(Launch.lockVariable) }
        Launch.holdLockAlone()
        #expect(fcntl(reader.number, F_GETFD) == FD_CLOEXEC)
    }
}
