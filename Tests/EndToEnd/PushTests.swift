import Glibc
import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    @Suite(.serialized) struct Push {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        @Test func pushAnswersWithItsCommit() throws {
            let repository = try TestRepository("push", on: server)
            for change in ["first", "second"] {
                try repository.write("page.html", "<p>\(change) @COMMIT@</p>\n")
                let commit = try repository.commit(change)
                let push = try repository.push()
                #expect(push.status == 0, "\(push.error)")
                #expect(server.get("push")?.body.contains("\(change) \(commit)") == true)
                let last = push.error.split(separator: "\n").last { $0.contains("----->") }
                #expect(
                    last?.contains("http://push.localhost:8080 serves \(commit.prefix(7))") == true, "\(push.error)")
            }
        }

        @Test func emptyCommitIsLiveWithoutABuildProcess() throws {
            let repository = try TestRepository("empty", on: server)
            try repository.commit("first")
            let calls = try CallLog(of: "/usr/bin/docker", in: server)
            #expect(try repository.push().status == 0)
            #expect(try calls.count { $0.contains("build") } > 0, "the control: a build that was needed is seen")
            try calls.clear()
            let commit = try repository.commit("nothing changed")
            let push = try repository.push()
            #expect(push.status == 0, "\(push.error)")
            #expect(server.get("empty")?.body.contains(commit) == true)
            #expect(try calls.count { _ in true } == 0, "no docker client ran at all")
        }

        @Test func editsOfEqualLengthInOneSecondKeepTheirContent() throws {
            let repository = try TestRepository("twins", on: server)
            for text in ["aaaa", "bbbb"] {
                try repository.write("page.html", "<p>\(text) @COMMIT@</p>\n")
                try repository.commit(text, at: 1_700_000_000)
            }
            let times = try repository.git("log", "-2", "--format=%ct").split(separator: "\n")
            #expect(times == ["1700000000", "1700000000"])
            #expect(try repository.push("HEAD~1:refs/heads/main").status == 0)
            #expect(server.get("twins")?.body.contains("aaaa") == true)
            #expect(try repository.push().status == 0)
            #expect(server.get("twins")?.body.contains("bbbb") == true)
        }

        @Test func anotherBranchIsStoredAndNotDeployed() throws {
            let repository = try TestRepository("branches", on: server)
            try repository.commit("first")
            let push = try repository.push("main:refs/heads/feature")
            #expect(push.status == 0, "\(push.error)")
            #expect(push.error.contains("feature: stored, not deployed"))
            #expect(server.get("branches")?.status == 404)
        }

        @Test func nothingToPushIsNotCalledAFailure() throws {
            let repository = try TestRepository("again", on: server)
            try repository.commit("first")
            #expect(try repository.push().status == 0)
            let again = try repository.push()
            #expect(again.status == 0, "\(again.error)")
            #expect(again.error.contains("Everything up-to-date"))
        }

        @Test func unknownHostIs404() throws {
            #expect(server.get("nobody")?.status == 404)
        }

        @Test func aCloneHasWhatWasPushed() throws {
            let repository = try TestRepository("clone", on: server)
            let commit = try repository.commit("first")
            #expect(try repository.push().status == 0)
            let fetched = try repository.git("ls-remote", server.remote("clone"), "refs/heads/main")
            #expect(fetched.hasPrefix(commit))
        }
    }
}
