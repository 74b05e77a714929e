import Model
import Testing

@testable import Receive

@Suite struct TsuruFileTests {
    private func file(_ text: String) throws -> TsuruFile { try TsuruFile(text, source: "tsuru.yaml") }

    @Test func aPathAloneExpectsTwoHundred() throws {
        let file = try file("healthcheck:\n  path: /health\n")
        #expect(file.healthcheck == .http(HTTPHealthcheck(path: "/health")))
        #expect(file.notes.isEmpty)
    }

    @Test func everyKeyIsRead() throws {
        var check = HTTPHealthcheck(path: "/health?a=1")
        check.method = .head
        check.status = 204
        check.match = ".*OK.*"
        check.headers = ["Host": "test.com", "X-Custom": "5"]
        check.allowedFailures = 3
        check.timeout = 2.5
        check.interval = 1
        let file = try file(
            """
            healthcheck:
              path: health?a=1
              scheme: HTTP
              method: head
              status: 204
              headers: {Host: test.com, X-Custom: 5}
              match: .*OK.*
              allowed_failures: 3
              timeout_seconds: 2.5
              interval_seconds: 1
              use_in_router: false
            """)
        #expect(file.healthcheck == .http(check))
        #expect(file.notes.isEmpty)
    }

    @Test func aMatchWithoutAStatusTakesAny() throws {
        guard case .http(let check) = try file("healthcheck: {path: /, match: OK}").healthcheck else {
            Issue.record("no check over HTTP")
            return
        }
        #expect(check.status == nil && check.match == "OK")
    }

    @Test func aCommandIsTheEnginesToRun() throws {
        let file = try file("healthcheck:\n  command: [pg_isready, -q]\n  allowed_failures: 2\n  interval_seconds: 1\n")
        #expect(
            file.healthcheck
                == .command(.init(test: ["CMD", "pg_isready", "-q"], interval: 1, timeout: 60, retries: 3)))
    }

    @Test func whatIsWithoutEffectIsSaid() throws {
        let file = try file(
            "healthcheck:\n  path: /\n  use_in_router: true\n  router_body: x\n  force_restart: true\nkubernetes: {a: b}\n"
        )
        #expect(file.healthcheck != nil)
        #expect(
            file.notes.sorted() == [
                "tsuru.yaml:3:3: 'use_in_router' has no effect here: the router checks that the port is open",
                "tsuru.yaml:4:3: 'router_body' has no effect here: the router checks that the port is open",
                "tsuru.yaml:5:3: 'force_restart' has no effect here: the router checks that the port is open",
                "tsuru.yaml:6:1: 'kubernetes' has no effect here: it is for Kubernetes",
            ])
    }

    @Test(arguments: ["", "# nothing\n", "healthcheck:\n", "hooks:\n"]) func whatSaysNothingChecksNothing(
        _ text: String
    ) throws {
        #expect(try file(text).healthcheck == nil)
    }

    @Test(
        arguments: [
            ("helthcheck: {path: /}", "1:1: unknown key 'helthcheck' in tsuru.yaml", "did you mean 'healthcheck'?"),
            ("healthcheck:\n  pth: /", "2:3: unknown key 'pth' in 'healthcheck'", "did you mean 'path'?"),
            (
                "healthcheck: {path: /, status: ok}",
                "1:32: 'status': expected a number from 100 to 599, found a text 'ok'", nil
            ),
            (
                "healthcheck: {path: /, method: BREW}",
                "1:32: 'method': expected one of GET, HEAD, POST, PUT, OPTIONS, found a text 'BREW'", nil
            ),
            (
                "healthcheck: {path: /, scheme: https}",
                "1:32: 'scheme' 'https' can't be honoured: requests reach a unit by http", "leave 'scheme' out"
            ),
            ("healthcheck: {path: /, match: '[a'}", "1:31: 'match': '[a' has a '[' without ']'", nil),
            (
                "healthcheck: {path: '/a b'}",
                "1:21: 'path': expected a path without spaces, '#' and what isn't ASCII, found a text '/a b'", nil
            ),
            (
                "healthcheck: {path: \"/\\r\\nX: y\"}",
                "1:21: 'path': expected a path without spaces, '#' and what isn't ASCII, found a text '/\\u{d}\\u{a}X: y'",
                nil
            ),
            (
                "healthcheck: {path: /, headers: {\"a\\r\\nb\": c}}",
                "1:34: 'a\\u{d}\\u{a}b' can't be a header of a check", nil
            ),
            (
                "healthcheck: {path: /, headers: {a: \"b\\r\\nc\"}}",
                "1:37: header 'a': expected a text of ASCII in one line, found a text 'b\\u{d}\\u{a}c'", nil
            ),
            (
                "healthcheck: {status: 200}", "1:14: 'healthcheck' has neither 'path' nor 'command'",
                "add one, such as: path: /"
            ),
            ("healthcheck: /", "1:14: 'healthcheck': expected a mapping, found a text '/'", nil),
            ("hooks: {build: [make]}", "1:1: this version runs no 'hooks'", nil),
            (
                "healthcheck: {path: /, allowed_failures: -1}",
                "1:42: 'allowed_failures': expected a number from 0 to 1000, found a number '-1'", nil
            ),
        ] as [(String, String, String?)]) func whatCantBeHonouredIsRefusedByName(
            _ text: String, _ message: String, _ hint: String?
        )
    {
        let failure = #expect(throws: Failure.self) { try file(text) }
        #expect(failure?.message == "tsuru.yaml:" + message)
        if let hint { #expect(failure?.hint == hint) }
    }
}
