import Glibc
import Model
import System
import TestSupport

exit(
    exitStatus {
        let arguments = CommandLine.arguments.dropFirst()
        let rounds = arguments.first.flatMap { Int($0) } ?? 15
        let server = try TestServer.shared.get()
        let plain = try PlainSSH(server)
        let ssh = SSHBench(server: server, plain: plain, rounds: rounds)
        let release = ReleaseBench(server: server, plain: plain, rounds: rounds)
        let comparisons: [(name: String, run: () throws -> Comparison)] = [
            ("version", ssh.version), ("large", ssh.largePush), ("rollback", release.rollback),
            ("scale", release.scale), ("crowd", { try release.crowd() }),
            ("stack", StackBench(server: server, rounds: rounds).show),
        ]
        // `bench 7 large`: that comparison alone.
        if let name = arguments.dropFirst().first {
            guard let only = comparisons.first(where: { $0.name == name }) else {
                throw Failure(
                    .usage, "bench does not know '\(name)'",
                    hint: comparisons.map(\.name).joined(separator: " | "))
            }
            let result = try only.run()
            Report.result("\(Comparison.head)\n\(result.row)\n")
            for (name, samples) in result.raw { Report.result("- \(name): \(samples.raw)") }
            return 0
        }
        let push = try PushBench(server: server, plain: plain, rounds: rounds).run()
        let stages = try StageBench(server: server, rounds: rounds).run()
        let results = try comparisons.map { try $0.run() }
        Report.result(try BenchReport(rounds: rounds, push: push, comparisons: results, stages: stages).text())
        return 0
    })
