import Model
import Routing
import System
import Testing

@testable import Deploy

/// Against a real HTTP server.
@Suite struct HTTPTrialsTests {
    private static let answers = [
        "well": "printf 'Content-Type: text/plain\\r\\n\\r\\nall is\\nOK here\\n'",
        "broken": "printf 'Status: 500 Oops\\r\\nContent-Type: text/plain\\r\\n\\r\\nno database\\nmore\\n'",
        "endless": "printf 'Content-Type: text/plain\\r\\n\\r\\n'; exec yes OK",
        "slow": "exec sleep 60",
        "host": "printf 'Content-Type: text/plain\\r\\n\\r\\n%s %s' \"$HTTP_HOST\" \"$REQUEST_METHOD\"",
    ]

    private func check(_ name: String, _ change: (inout HTTPHealthcheck) -> Void = { _ in }) -> HTTPHealthcheck {
        var check = HTTPHealthcheck(path: "/cgi-bin/\(name)")
        check.interval = 0.01
        change(&check)
        return check
    }

    private func unit(_ server: BusyboxHTTPD) -> UnitState {
        UnitState(id: "a", address: "127.0.0.1", port: server.port, status: .up, sessions: 0)
    }

    private func verdict(_ check: HTTPHealthcheck, within seconds: Double = 10) throws -> HTTPTrials.Verdict? {
        let server = try BusyboxHTTPD(Self.answers)
        try server.awaitPort()
        let trials = HTTPTrials(check)
        return poll(for: seconds) {
            trials.ask([unit(server)])
            return trials.verdicts[HTTPTrials.Target(unit(server))]
        }
    }

    @Test func theExpectedStatusPasses() throws {
        #expect(try verdict(check("well")) == .passed)
        #expect(try verdict(check("well") { $0.match = ".*OK.*" }) == .passed)
        #expect(try verdict(check("broken") { $0.status = 500 }) == .passed)
        #expect(
            try verdict(
                check("broken") {
                    $0.status = nil
                    $0.match = "database"
                }) == .passed)
    }

    @Test func anotherStatusFailsAtOnceWithWhatWasSaid() throws {
        guard case .failed(let answer) = try verdict(check("broken")) else {
            Issue.record("it did not fail")
            return
        }
        #expect(answer.words.hasPrefix("GET http://127.0.0.1:"))
        #expect(answer.words.hasSuffix("/cgi-bin/broken answered 500, not 200: 'no database'"))
    }

    @Test func anotherBodyFailsWithThePattern() throws {
        guard case .failed(let answer) = try verdict(check("well") { $0.match = "^fine" }) else {
            Issue.record("it did not fail")
            return
        }
        #expect(answer.words.hasSuffix("answered 200, and nothing in it matches '^fine': 'all is'"))
    }

    @Test func soManyWrongAnswersAreForgiven() throws {
        let server = try BusyboxHTTPD([
            "third": """
            echo x >>"$0.count"
            [ $(wc -l <"$0.count") -ge 3 ] || printf 'Status: 503 x\\r\\n'
            printf 'Content-Type: text/plain\\r\\n\\r\\nOK'
            """
        ])
        try server.awaitPort()
        for (allowed, expected) in [(2, true), (1, false)] {
            let trials = HTTPTrials(check("third") { $0.allowedFailures = allowed })
            let verdict: HTTPTrials.Verdict? = poll(for: 10) {
                trials.ask([unit(server)])
                return trials.verdicts[HTTPTrials.Target(unit(server))]
            }
            #expect((verdict == .passed) == expected)
            try Files.remove(server.path("third.count"))
        }
    }

    @Test func whatIsNoAnswerDoesntCount() throws {
        let trials = HTTPTrials(check("well"))
        let closed = UnitState(id: "a", address: "127.0.0.1", port: 1, status: .up, sessions: 0)
        let words: String? = poll(for: 5) {
            trials.ask([closed])
            let words = trials.words([closed])
            return words.contains("connection ended") ? words : nil
        }
        #expect(words != nil)
        #expect(trials.verdicts.isEmpty)
        #expect(try verdict(check("slow") { $0.timeout = 0.2 }, within: 1) == nil)
    }

    @Test func aBodyWithoutAnEndIsCut() throws {
        let began = Instant.now
        #expect(try verdict(check("endless") { $0.match = "OK" }) == .passed)
        #expect(began.elapsed < 5)
    }

    @Test func methodAndHeadersAreSent() throws {
        #expect(
            try verdict(
                check("host") {
                    $0.headers = ["Host": "shop.example.org"]
                    $0.match = "^shop.example.org GET$"
                }) == .passed)
        #expect(
            try verdict(
                check("host") {
                    $0.method = .post
                    $0.match = " POST$"
                }) == .passed)
        #expect(try verdict(check("well") { $0.method = .head }) == .passed)
    }

    @Test func oneUnitsVerdictIsNoOthers() throws {
        let server = try BusyboxHTTPD(Self.answers)
        try server.awaitPort()
        let trials = HTTPTrials(check("well"))
        let passed: Bool? = poll(for: 5) {
            trials.ask([unit(server)])
            return trials.verdicts.isEmpty ? nil : true
        }
        #expect(passed == true)
        var other = unit(server)
        other.id = "b"
        #expect(trials.verdicts[HTTPTrials.Target(other)] == nil)
    }
}
