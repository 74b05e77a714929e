import Engine
import Model
import Routing
import System

/// The router, and HAProxy where visitors meet it.
enum RouterChecks {
    /// Where HAProxy doesn't answer, the router can't do its work either: that is one trouble.
    static let router = Check("router") { site in
        let haproxy = haproxy(site)
        if case .failed = haproxy { return [haproxy] }
        return [haproxy, router(site)]
    }

    private static func router(_ site: Site) -> Verdict {
        let state: RouterState
        do {
            state = try RouterClient(socket: site.folder.routerSocket).sync(within: 5)
        } catch {
            return .failed("\(error)", mend: site.revive("router"))
        }
        if let problem = state.problem {
            return site.engineAnswers ? .failed(problem, mend: site.readLog) : .warning(problem, mend: "slipway doctor")
        }
        guard let pid = state.pid else { return .failed("HAProxy is not there", mend: site.readLog) }
        return .ok(
            "answers, at generation \(state.generation), with \(state.hosts.count) domains in HAProxy's process \(pid)")
    }

    /// A process that is stopped still has its connections accepted by the kernel: so this wants an answer.
    private static func haproxy(_ site: Site) -> Verdict {
        let address = "\(site.settings.address):\(site.settings.httpPort)"
        let request = Request(
            .get, "/", headers: ["Host: doctor.invalid"], limit: 4, to: "ask HAProxy for an unknown domain")
        do {
            let status = try Transport(host: address, name: "HAProxy").status(of: request)
            guard status == 404 else {
                return .failed(
                    "\(address) answers with status \(status) where HAProxy has 404", mend: site.revive("haproxy"))
            }
            return .ok("HAProxy answers visitors on \(address)")
        } catch {
            return .failed("\(error)", mend: site.revive("haproxy"))
        }
    }
}
