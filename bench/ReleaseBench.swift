import Engine
import Model
import System
import TestSupport

/// What makes a release without a build.
struct ReleaseBench {
    let server: TestServer
    let plain: PlainSSH
    let rounds: Int

    /// From the command's start to the first answer of the release that was gone back to.
    func rollback() throws -> Comparison {
        var result = Comparison(
            "`ssh … rollback` to the first answer", against: "`ssh … true` and `docker service create` to answer",
            atMost: 1.25)
        let repository = try TestRepository("turns", on: server)
        for page in ["one", "two"] {
            try repository.write("page.html", "<p>\(page)</p>\n")
            try repository.commit(page)
            guard try repository.push().status == 0 else { throw Failure(.unavailable, "push failed") }
        }
        let bare = BareService(server: server)
        let image = try bare.image(of: "turns")
        for round in 0..<(rounds + 1) {
            let target = round % 2 == 0 ? 1 : 2
            let ours = try answered("turns", saying: "<p>\(target == 1 ? "one" : "two")</p>") {
                let outcome = try server.ssh("rollback turns v\(target)")
                guard outcome.status == 0 else { throw Failure(.unavailable, outcome.error) }
            }
            let ssh = try timed { try plain.true() }
            let create = try timed { try bare.create("turn-\(round)", image: image, replicas: 1) }
            try server.docker("service", "rm", "turn-\(round)")
            guard round > 0 else { continue }
            result.ours.add(ours)
            result.theirs.add(ssh + create)
        }
        return result
    }

    /// From the command's start to ten units that answer.
    func scale() throws -> Comparison {
        var result = Comparison(
            "`slipway ps scale` 1 → 10", against: "`docker service scale` 1 → 10 to ten answers", atMost: 1.2)
        let repository = try TestRepository("wide", on: server)
        try repository.commit("one")
        guard try repository.push().status == 0 else { throw Failure(.unavailable, "push failed") }
        let bare = BareService(server: server)
        try bare.create("wide-bare", image: bare.image(of: "wide"), replicas: 1)
        for round in 0..<(rounds + 1) {
            let ours = try timed { try server.slipway("ps", "scale", "wide", "web=10") }
            try server.slipway("ps", "scale", "wide", "web=1")
            let theirs = try timed {
                try server.docker("service", "scale", "--detach", "wide-bare=10")
                try bare.awaitAnswers(of: "wide-bare", count: 10)
            }
            try server.docker("service", "scale", "--detach", "wide-bare=1")
            try bare.awaitUnits(of: "wide-bare", count: 1)
            guard round > 0 else { continue }
            result.ours.add(ours)
            result.theirs.add(theirs)
        }
        try server.docker("service", "rm", "wide-bare")
        return result
    }

    /// A push with 200 live apps beside it, against one with none.
    func crowd(of count: Int = 200) throws -> Comparison {
        var result = Comparison(
            "push of a one-line change with \(count) live apps", against: "the same with 1", atMost: 1.2)
        result.isByRounds = false
        let repository = try TestRepository("crowded", on: server)
        result.theirs = try pushes(repository)
        var others: [TestRepository] = []
        for number in 1..<count {
            let other = try TestRepository("crowd-\(number)", on: server)
            try other.commit("one")
            let push = try other.push()
            guard push.status == 0 else { throw Failure(.unavailable, "push \(number) failed: \(push.error)") }
            others.append(other)
            if number % 20 == 0 { Report.line("\(number) apps are live") }
        }
        result.ours = try pushes(repository)
        return withExtendedLifetime(others) { result }
    }

    private func pushes(_ repository: TestRepository) throws -> Samples {
        var samples = Samples()
        for round in 0..<(rounds + 2) {
            try repository.write("page.html", "<p>\(round) \(samples.values.count) @COMMIT@</p>\n")
            try repository.commit("round \(round)")
            let took = try timed {
                let push = try repository.push()
                guard push.status == 0 else { throw Failure(.unavailable, push.error) }
            }
            if round >= 2 { samples.add(took) }
        }
        return samples
    }

    /// Seconds until a page says something, while `body` runs.
    private func answered(_ app: String, saying text: String, _ body: () throws -> Void) throws -> Double {
        let began = Instant.now
        let first = Shared<Double?>(nil)
        let done = Signal()
        Threads.start { [server] in
            let seen = poll(for: 30, every: 0.002) {
                server.get(app)?.body.contains(text) == true ? began.elapsed : nil
            }
            first.update { $0 = seen }
            done.raise()
        }
        try body()
        done.wait(for: 30)
        guard let answer = first.value else { throw Failure(.unavailable, "no page of '\(app)' that says '\(text)'") }
        return answer
    }
}
