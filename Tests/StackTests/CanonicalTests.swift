import Model
import Testing
import YAML

@testable import Stack

@Suite struct CanonicalTests {
    /// What is wrong with a service's one line.
    private func problems(_ line: String) throws -> [Failure] {
        var problems = Problems()
        let document = try Document("services:\n  web:\n    \(line)\n", source: "fig.yml")
        _ = Canonical.document(document.root, &problems)
        return problems.failures
    }

    @Test(arguments: [
        ("imge: x", "fig.yml:3:5: unknown key 'imge' in service 'web'", "did you mean 'image'?"),
        ("image: 12", "fig.yml:3:12: 'services.web.image': expected a text, found a number '12'", "write it in quotes"),
        ("image: [x]", "fig.yml:3:12: 'services.web.image': expected a text, found a list", nil),
        ("build: {contxt: .}", "fig.yml:3:13: unknown key 'contxt' in 'services.web.build'", "did you mean 'context'?"),
        ("tty: 7", "fig.yml:3:10: 'services.web.tty': expected true or false, found a number '7'", nil),
        (
            "mem_limit: lots",
            "fig.yml:3:16: 'services.web.mem_limit': expected a size such as '512m', found a text 'lots'",
            nil
        ),
        (
            "stop_grace_period: 10",
            "fig.yml:3:24: 'services.web.stop_grace_period': expected a duration such as '1m30s', found a number '10'",
            nil
        ),
        ("command: echo 'x", "fig.yml:3:14: 'services.web.command': a quote is not closed", nil),
        (
            "ports: [x:80]", "fig.yml:3:13: 'services.web.ports': expected 'host:container/protocol', found 'x:80'",
            "such as 80, '8080:80', '3000-3002:4000-4002/udp'"
        ),
        ("ports: 80", "fig.yml:3:12: 'services.web.ports': expected a list, found a number '80'", nil),
        (
            "volumes: [a::b]", "fig.yml:3:15: 'services.web.volumes': expected 'source:target:options', found 'a::b'",
            nil
        ),
        ("depends_on: {db: {}}", "fig.yml:3:22: 'services.web.depends_on.db' lacks 'condition'", nil),
        (
            "pull_policy: alway",
            "fig.yml:3:18: 'services.web.pull_policy': expected 'always', found a text 'alway'", nil
        ),
        ("env_file: [{format: raw}]", "fig.yml:3:16: 'services.web.env_file' lacks 'path'", nil),
    ]) func whatIsWrongIsSaidInItsPlace(_ line: String, _ message: String, _ hint: String?) throws {
        #expect(try problems(line) == [Failure(.badData, message, hint: hint)])
    }

    @Test func allThatIsWrongIsSaidAtOnce() throws {
        #expect(try problems("{imge: x, tty: 7, ports: 80, deploy: {replica: 2}}").count == 4)
    }

    @Test(
        arguments: [
            ("1.5g", 1_610_612_736), ("512 MiB", 536_870_912), ("64mb", 67_108_864), ("100", 100), ("-1", -1),
            ("10K", 10240),
            ("lots", nil), ("", nil), ("1x", nil), ("9000p", nil),
        ] as [(String, Int?)]) func sizesAreBytes(_ text: String, _ bytes: Int?)
    { #expect(ByteCount.bytes(text) == bytes) }

    @Test(
        arguments: [
            ("90s", "1m30s"), ("1h500ms", "1h0m0.5s"), ("1.5h", "1h30m0s"), ("100us", "100µs"), ("0", "0s"),
            ("1500ms", "1.5s"),
            ("1", nil), ("1d", nil), ("s", nil), ("", nil),
        ] as [(String, String?)]) func durationsAreWrittenInOneWay(_ text: String, _ written: String?)
    {
        #expect(Duration(composeText: text)?.composeText == written)
    }

    @Test(
        arguments: [
            (#"a "b c" d\ e 'f "g"' """#, ["a", "b c", "d e", #"f "g""#, ""]), ("", []), ("  a  ", ["a"]),
            (#""\"""#, ["\""]), ("'x", nil), (#"x\"#, nil),
        ] as [(String, [String]?)]) func aCommandLineIsSplitAsAShellDoes(_ line: String, _ words: [String]?)
    {
        #expect(CommandLine(line)?.words == words)
    }

    /// Nothing in a file is as deep as what the table has no key for; that isn't gone into.
    @Test func whatIsDeepIsRead() throws {
        let deep = String(repeating: "[", count: 90) + String(repeating: "]", count: 90)
        #expect(try problems("{image: x, x-own: \(deep), storage_opt: {a: \(deep)}}").isEmpty)
    }
}
