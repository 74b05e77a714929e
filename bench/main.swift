import Glibc
import Model
import System
import TestSupport

exit(
    exitStatus {
        let rounds = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 15
        let server = try TestServer.shared.get()
        let plain = try PlainSSH(server)
        // `bench 7 large`: that measurement alone.
        if CommandLine.arguments.contains("large") {
            let large = try SSHBench(server: server, plain: plain, rounds: rounds).largePush()
            Report.result(
                "ours \(large.ours.raw), reference \(large.reference.raw), ratio \(ratio(large.ours.ratios(to: large.reference).median))"
            )
            return 0
        }
        let push = try PushBench(server: server, plain: plain, rounds: rounds).run()
        let ssh = SSHBench(server: server, plain: plain, rounds: rounds)
        let version = try ssh.version()
        let large = try ssh.largePush()
        let stages = try StageBench(server: server, rounds: rounds).run()
        Report.result(
            try BenchReport(rounds: rounds, push: push, version: version, large: large, stages: stages).text())
        return 0
    })
