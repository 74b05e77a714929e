import Model
import System

/// The page docs/benchmarks.md.
struct BenchReport {
    let rounds: Int
    let push: PushBench.Result
    let comparisons: [Comparison]
    let stages: [(name: String, samples: Samples)]

    func text() throws -> String {
        """
        # Benchmarks

        Written by `make bench`: \(rounds) rounds, ours and the reference in turns, in one run. Times in milliseconds, from
        outside: the clock starts before a client process and stops at the answer.

        Machine: \(try machine()).

        ## Push of a one-line change, to the first answer with it

        | | median | p95 |
        |---|---|---|
        | `git push` to the first new answer | \(row(push.push)) |
        | `git push` to its end | \(row(push.whole)) |
        | sum of the bare parts | \(row(push.sum)) |
        \(push.parts.map { "| · \($0.name) | \(row($0.samples)) |" }.joined(separator: "\n"))
        | **ratio to the sum, round by round** | **\(ratio(push.push.ratios(to: push.sum).median))** | \(ratio(push.push.ratios(to: push.sum).p95)) |

        At most 1.25 is asked; 1.1 is aimed for.

        ## Ours against a reference

        \(Comparison.head)
        \(comparisons.map(\.row).joined(separator: "\n"))

        ssh's reference is an sshd with the same configuration but for its account, with forced commands `true` and
        `git-receive-pack` on a repository with empty hooks.

        ## A stage with nothing to do

        | stage | median | p95 |
        |---|---|---|
        \(stages.map { "| `\($0.name)` | \(row($0.samples)) |" }.joined(separator: "\n"))

        At most 30 is asked; process start included.

        ## Raw samples

        \(raw.map { "- \($0.0): \($0.1.raw)" }.joined(separator: "\n"))
        """
    }

    private func row(_ samples: Samples) -> String { "\(milliseconds(samples.median)) | \(milliseconds(samples.p95))" }

    private var raw: [(String, Samples)] {
        [("push to answer", push.push), ("push to end", push.whole)] + push.parts.map { ($0.name, $0.samples) }
            + comparisons.flatMap(\.raw) + stages.map { ($0.name, $0.samples) }
    }

    private func machine() throws -> String {
        let cpu = try Files.read("/proc/cpuinfo").split(separator: "\n").first { $0.hasPrefix("model name") }
        let cores = try Files.read("/proc/cpuinfo").split(separator: "\n").filter { $0.hasPrefix("processor") }.count
        let kernel = try Files.read("/proc/sys/kernel/osrelease").split(separator: "\n").first ?? ""
        let debian = try Files.read("/etc/debian_version").split(separator: "\n").first ?? ""
        return
            "\(cpu?.split(separator: ":").last.map { $0.drop { $0 == " " } } ?? "unknown CPU"), \(cores) cores, Linux \(kernel), Debian \(debian)"
    }
}
