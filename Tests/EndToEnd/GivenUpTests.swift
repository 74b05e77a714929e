import Glibc
import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    @Suite(.serialized) struct GivenUp {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        @Test func aPushThatIsGivenUpAtTheGateMovesNothingAndEndsItsBuild() throws {
            let repository = try TestRepository("given-up", on: server)
            try repository.write("Dockerfile", "FROM busybox\nRUN sleep 4321\n")
            try repository.commit("takes long")
            let push = try repository.startPush()
            defer { push.end() }
            #expect(poll(for: 30) { Self.runs("sleep 4321") ? true : nil } == true, "the build is under way")

            push.signal(SIGINT)
            push.wait()
            #expect(poll(for: 20) { Self.runs("sleep 4321") ? nil : true } == true, "the build has ended")
            #expect(poll(for: 20) { Self.runs("git receive-pack") ? nil : true } == true)
            #expect(try repository.git("ls-remote", server.remote("given-up")) == "", "the branch has not come to be")
            #expect(try server.slipway("releases", "list", "given-up", "--quiet") == "")
        }

        @Test func whatIsNeitherBranchNorTagIsRefused() throws {
            let repository = try TestRepository("replaced", on: server)
            let commit = try repository.commit("first")
            #expect(try repository.push().status == 0)
            let replace = try repository.push("\(commit):refs/replace/\(commit)")
            #expect(replace.status != 0)
            #expect(replace.error.contains("is neither a branch nor a tag"), "\(replace.error)")
            let next = try repository.commit("second")
            let push = try repository.push()
            #expect(push.status == 0, "\(push.error)")
            #expect(server.get("replaced")?.body.contains(next) == true)
        }

        @Test func aSubjectCanActOnNoTerminal() throws {
            let repository = try TestRepository("escapes", on: server)
            try repository.commit("\u{1b}[31mred\u{7} \u{202E}turned")
            let push = try repository.push()
            #expect(push.status == 0, "\(push.error)")
            let shown = push.error + (try server.slipway("releases", "list", "escapes"))
            for bad in ["\u{1b}[31m", "\u{7}", "\u{202E}"] { #expect(!shown.contains(bad)) }
            #expect(shown.contains("\\u{1b}[31mred"))
        }

        /// Whether a process of these namespaces has this in its command line.
        private static func runs(_ words: String) -> Bool {
            Files.names(in: "/proc").contains { name in
                guard name.allSatisfy(\.isNumber), let line = try? Files.read("/proc/\(name)/cmdline") else {
                    return false
                }
                return line.split(separator: "\0").joined(separator: " ").contains(words)
            }
        }
    }
}
