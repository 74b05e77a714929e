import Model
import Server
import System

/// The supervisor and the daemons that it keeps running.
enum ServerChecks {
    /// So many restarts make somebody look, if the last is this many seconds ago at most.
    private static let restarts = 3
    private static let recently = 600

    static let server = Check("server") { site in
        let daemons: [ServerStatus.Daemon]
        switch site.server {
        case .success(let status): daemons = status.daemons
        case .failure(let failure): return [.failed(failure.message, mend: "slipway up --detach")]
        }
        let problems = daemons.compactMap { problem($0, site) }
        return problems.isEmpty ? [.ok("runs \(daemons.map(\.name).joined(separator: ", "))")] : problems
    }

    private static func problem(_ daemon: ServerStatus.Daemon, _ site: Site) -> Verdict? {
        guard let pid = daemon.pid else {
            let status = daemon.lastStatus.map { "; it ended with status \($0)" } ?? ""
            return .failed("\(daemon.name) does not run\(status)", mend: site.readLog)
        }
        if Processes.isStopped(pid) {
            return .failed("\(daemon.name) is stopped by a signal, as process \(pid)", mend: site.revive(daemon.name))
        }
        guard daemon.restarts >= restarts, secondsSince1970() - daemon.since < recently else { return nil }
        return .warning(
            "\(daemon.name) was restarted \(daemon.restarts) times, last at \(Timestamp.text(daemon.since))",
            mend: site.readLog)
    }
}
