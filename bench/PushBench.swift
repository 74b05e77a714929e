import Engine
import Glibc
import Model
import System
import TestSupport

/// A one-line change, from `git push` to the first answer with it, against the sum of its bare parts.
struct PushBench {
    let server: TestServer
    let plain: PlainSSH
    let rounds: Int

    struct Result {
        var push = Samples()
        var whole = Samples()
        var sum = Samples()
        var parts: [(name: String, samples: Samples)] = [
            ("git push through empty hooks", Samples()), ("docker build", Samples()), ("docker push", Samples()),
            ("docker service create to answer", Samples()),
        ]
    }

    func run() throws -> Result {
        var result = Result()
        let repository = try TestRepository("bench", on: server)
        let folder = "\(server.work)/bare"
        try Command(["cp", "-r", "\(server.root)/examples/hello", folder]).check("copy the example")
        let password = try Files.read(server.folder.registryPassword)
        try Command(
            ["/usr/bin/docker", "login", "-u", RegistryCredentials.user, "--password-stdin", server.settings.registry],
            environment: server.plain, input: Array(password.utf8)
        ).check("log in")
        for round in 0..<(rounds + 2) {
            let text = "<p>round \(round) @COMMIT@</p>\n"
            try repository.write("page.html", text)
            let commit = try repository.commit("round \(round)")
            let ours = try push(repository, commit)
            let bare = try parts(repository.path, folder, text, round)
            // The first rounds fill caches.
            guard round >= 2 else { continue }
            result.push.add(ours.answer)
            result.whole.add(ours.end)
            for (index, seconds) in bare.enumerated() { result.parts[index].samples.add(seconds) }
            result.sum.add(bare.reduce(0, +))
            Report.line(
                "round \(round - 1): \(milliseconds(ours.answer)) ms against \(bare.map(milliseconds).joined(separator: " + "))"
            )
        }
        return result
    }

    private func push(_ repository: TestRepository, _ commit: String) throws -> (answer: Double, end: Double) {
        let began = Instant.now
        let first = Shared<Double?>(nil)
        let done = Signal()
        Threads.start { [server] in
            let seen = poll(for: 30, every: 0.002) {
                server.get("bench")?.body.contains(commit) == true ? began.elapsed : nil
            }
            first.update { $0 = seen }
            done.raise()
        }
        let outcome = try repository.push()
        let end = began.elapsed
        guard outcome.status == 0 else { throw Failure(.unavailable, "push failed: \(outcome.error)") }
        done.wait(for: 30)
        guard let answer = first.value else { throw Failure(.unavailable, "no page with \(commit)") }
        return (answer, end)
    }

    private func parts(_ path: String, _ folder: String, _ text: String, _ round: Int) throws -> [Double] {
        let push = try timed { try plain.push(path, "main") }
        try Files.write("\(folder)/page.html", "bare \(text)", mode: 0o644)
        let tag = "\(server.settings.registry)/bare/web:r\(round)"
        var environment = server.plain
        environment["DOCKER_BUILDKIT"] = "1"
        let build = try timed {
            try Command(["/usr/bin/docker", "build", "-q", "-t", tag, folder], environment: environment).check("build")
        }
        let upload = try timed { try server.docker("push", "-q", tag) }
        let name = "bare-\(round)"
        let start = try timed {
            try BareService(server: server).create(name, image: tag, replicas: 1, saying: "round \(round)")
        }
        try server.docker("service", "rm", name)
        return [push, build, upload, start]
    }
}
