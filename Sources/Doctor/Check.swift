import Model
import System

/// A look at one thing. It changes nothing, and may hang: it runs on a thread that nobody waits for too long.
struct Check: Sendable {
    let area: String
    private let look: @Sendable (Site) throws -> [Verdict]

    init(_ area: String, _ look: @escaping @Sendable (Site) throws -> [Verdict]) {
        self.area = area
        self.look = look
    }

    /// A check that fails has found that something fails.
    func findings(_ site: Site) -> [Finding] {
        do {
            return try look(site).map { $0.finding(area) }
        } catch let failure as Failure {
            return [Verdict.failed(failure.message, mend: failure.hint ?? site.readLog).finding(area)]
        } catch {
            return [Verdict.failed("\(error)", mend: site.readLog).finding(area)]
        }
    }

    /// All of them side by side; one that isn't done in time has found that something hangs.
    static func run(_ checks: [Check], on site: Site, within seconds: Double) -> [Finding] {
        let findings = Shared([[Finding]?](repeating: nil, count: checks.count))
        let done = Signal()
        for (index, check) in checks.enumerated() {
            Threads.start {
                let found = check.findings(site)
                findings.update { $0[index] = found }
                done.raise()
            }
        }
        let deadline = Instant.now.advanced(by: seconds)
        for _ in checks where !done.wait(for: deadline.remaining) { break }
        return zip(checks, findings.value).flatMap { check, found in
            let overdue = Verdict.failed("there is no answer within \(Int(seconds)) s", mend: site.readLog)
            return found ?? [overdue.finding(check.area)]
        }
    }
}
