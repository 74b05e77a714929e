import Glibc
import Model
import System
import TestSupport
import Testing

extension EndToEnd {
    @Suite(.serialized) struct Polling {
        let server: TestServer

        init() throws { server = try TestServer.shared.get() }

        @Test func noRequestIsLostThroughTenDeploys() throws {
            let repository = try TestRepository("steady", on: server)
            var expected = [try repository.commit("0")]
            #expect(try repository.push().status == 0)
            let poller = Poller(server: server, app: "steady")
            poller.start()
            for number in 1...10 {
                try repository.write("page.html", "<p>\(number) @COMMIT@</p>\n")
                expected.append(try repository.commit("\(number)"))
                let push = try repository.push()
                #expect(push.status == 0, "\(push.error)")
            }
            let seen = poller.stop()
            #expect(seen.failed == [], "\(seen.failed.prefix(3))")
            #expect(seen.commits == expected, "every commit's page, in order")
            #expect(seen.answers >= Int(seen.seconds / 0.005 / 4), "\(seen.answers) answers in \(seen.seconds) s")
            #expect(seen.slowest < 1, "\(seen.slowest) s")
        }

        /// The same measure on a deploy that stops the old before it starts the new: it must fail there.
        @Test func thePollerSeesADeployThatStopsFirst() throws {
            let repository = try TestRepository("control", on: server)
            try repository.commit("0")
            #expect(try repository.push().status == 0)
            let poller = Poller(server: server, app: "control")
            poller.start()
            let old = try server.engineServices("control")
            // Who heals would make it again.
            let keeper = try #require(try server.daemon("keeper").pid)
            kill(keeper, SIGSTOP)
            defer { kill(keeper, SIGCONT) }
            try server.docker("service", "rm", old[0])
            // Swarm itself goes on for two seconds.
            #expect(poll(for: 20) { server.get("control", limit: 2)?.status == 503 ? true : nil } == true)
            try repository.write("page.html", "<p>1 @COMMIT@</p>\n")
            let commit = try repository.commit("1")
            #expect(try repository.push().status == 0)
            #expect(server.page("control", saying: commit))
            #expect(poller.stop().failed.count > 0)
        }
    }
}

/// Asks for an app's page on a new connection each 5 ms, and keeps what it saw.
final class Poller: Sendable {
    struct Seen: Sendable {
        var answers = 0
        var failed: [String] = []
        /// The commits that pages named, without repetition.
        var commits: [String] = []
        var slowest = 0.0
        var seconds = 0.0
    }

    private let server: TestServer
    private let app: String
    private let seen = Shared(Seen())
    private let stopping = Signal()
    private let ended = Signal()

    init(server: TestServer, app: String) {
        self.server = server
        self.app = app
    }

    func start() {
        Threads.start { [self] in
            let began = Instant.now
            var took = 0.0
            while !stopping.wait(for: max(0, 0.005 - took)) {
                let asked = Instant.now
                let answer = server.get(app)
                took = asked.elapsed
                seen.update { note(answer, took, in: &$0) }
            }
            seen.update { $0.seconds = began.elapsed }
            ended.raise()
        }
    }

    private func note(_ answer: HTTP.Answer?, _ took: Double, in seen: inout Seen) {
        seen.slowest = max(seen.slowest, took)
        guard let answer, answer.status == 200 else {
            seen.failed.append(answer.map { "\($0.status) \($0.body)" } ?? "no answer")
            return
        }
        seen.answers += 1
        let commit = answer.body.split { !$0.isHexDigit }.first { $0.count == 40 }.map(String.init) ?? answer.body
        if seen.commits.last != commit { seen.commits.append(commit) }
    }

    func stop() -> Seen {
        stopping.raise()
        ended.wait(for: 15)
        return seen.value
    }
}
