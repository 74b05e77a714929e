import Glibc
import Model
import System
import TestSupport

/// What ssh costs with us against the same sshd without us.
struct SSHBench {
    let server: TestServer
    let plain: PlainSSH
    let rounds: Int

    func version() throws -> Comparison {
        var result = Comparison("`ssh … version`", against: "`ssh … true`", atMost: 1.15)
        for _ in 0..<rounds {
            result.ours.add(try timed { _ = try server.ssh("version") })
            result.theirs.add(try timed { try plain.true() })
        }
        return result
    }

    /// A repository of 50 MB to a branch that doesn't deploy.
    func largePush() throws -> Comparison {
        var result = Comparison("push of 50 MB to a branch that doesn't deploy", against: "plain git", atMost: 1.1)
        let repository = try TestRepository("large", on: server)
        for number in 0..<50 {
            try Command(
                ["dd", "if=/dev/urandom", "of=\(repository.path)/part-\(number)", "bs=1M", "count=1", "status=none"]
            ).check("make a file")
        }
        try repository.commit("50 MB")
        for round in 0..<rounds {
            // By turns, ours or the reference comes first: what the one wrote is still on its way to the disk.
            if round % 2 == 0 { result.theirs.add(try pushPlain(repository)) }
            result.ours.add(try pushOurs(repository, round))
            if round % 2 == 1 { result.theirs.add(try pushPlain(repository)) }
        }
        return result
    }

    /// A push of all of it, to a repository that has none of it.
    private func pushPlain(_ repository: TestRepository) throws -> Double {
        try Command(["rm", "-rf", PlainSSH.repository]).check("empty the reference")
        try plain.makeRepository()
        return try timed { try plain.push(repository.path, "main:refs/heads/big") }
    }

    private func pushOurs(_ repository: TestRepository, _ round: Int) throws -> Double {
        let app = "large-\(round)"
        try server.slipway("app", "create", app)
        try repository.git("remote", "set-url", "slipway", server.remote(app))
        defer { _ = try? server.slipway("app", "destroy", app, "--confirm", app) }
        return try timed {
            let outcome = try repository.push("main:refs/heads/big")
            guard outcome.status == 0 else { throw Failure(.unavailable, outcome.error) }
        }
    }
}

/// What a stage takes that finds all done.
struct StageBench {
    let server: TestServer
    let rounds: Int

    func run() throws -> [(name: String, samples: Samples)] {
        let repository = try TestRepository("idle", on: server)
        let commit = try repository.commit("first")
        guard try repository.push().status == 0 else { throw Failure(.unavailable, "push failed") }
        let update = "\(commit) \(commit) refs/heads/main\n"
        var environment = server.plain
        environment["PATH"] = "\(server.programs):\(Programs.defaultPath)"
        environment["SLIPWAY_APP"] = "idle"
        environment["GIT_DIR"] = server.folder.repository(AppName(unchecked: "idle"))
        environment["SLIPWAY_DATA"] = server.folder.root
        var checked = try stage(["receiver", "--check"], update, environment)
        // As in a deploy: with a release, so that the pusher has something to look at.
        checked = String(checked.dropLast(2)) + ",\"release\":1}\n"
        let built = try stage(["builder"], checked, environment)
        let inputs = [(["receiver", "--check"], update), (["builder"], checked), (["pusher"], built)]
        return try inputs.map { words, input in
            var samples = Samples()
            for _ in 0..<rounds { samples.add(try timed { _ = try stage(words, input, environment) }) }
            return (words.joined(separator: " "), samples)
        }
    }

    private func stage(_ words: [String], _ input: String, _ environment: [String: String]) throws -> String {
        let account = ["setpriv", "--reuid", "slipway", "--regid", "slipway", "--init-groups", "--"]
        return try Command(account + words, environment: environment, input: Array(input.utf8)).check("run \(words[0])")
    }
}
