import Model
import System

/// HAProxy as a process of its own: how it is started, checked and reloaded.
public enum HAProxy {
    /// The command that runs it in the foreground: master and worker, so that a reload keeps every connection.
    /// `Router.render` comes before its first start.
    public static func command(_ folder: Folder) -> [String] {
        ["haproxy", "-W", "-S", "\(folder.haproxyMasterSocket),mode,600", "-f", folder.haproxyConfiguration]
    }

    /// Has HAProxy itself read a configuration file.
    static func check(_ path: String) throws {
        let command = Command(["haproxy", "-c", "-f", path], limit: 30)
        let outcome = try command.run()
        guard outcome.status == 0 else {
            throw command.failure("use the configuration '\(path)'", outcome)
        }
    }

    /// Has the master start a new worker, and waits until one answers that runs `frame`. A configuration that the
    /// master can't use leaves the old worker serving, without a word: so this looks.
    static func reload(_ folder: Folder, from old: Observed, to frame: String) throws {
        let asked = poll(for: 2, every: 0.02) {
            (try? UnixSocket.ask(folder.haproxyMasterSocket, "reload\n", timeout: 5)) != nil ? true : nil
        }
        guard asked != nil else {
            throw Failure(.unavailable, "HAProxy's master does not answer at '\(folder.haproxyMasterSocket)'")
        }
        let came = poll(for: 5, every: 0.01) { () -> Bool? in
            guard let session = try? HAProxySession(folder.haproxySocket),
                let now = try? Observed(info: session.ask("show info"), hosts: [], pages: [], servers: [])
            else { return nil }
            return now.pid != old.pid && now.frame == frame ? true : nil
        }
        guard came != nil else { throw Failure(.unavailable, "HAProxy did not take its new configuration") }
    }
}

extension Folder {
    /// What HAProxy reads when it starts.
    public var haproxyConfiguration: String { "\(router)/haproxy.cfg" }
    /// Where HAProxy answers: it is root over the traffic.
    public var haproxySocket: String { "\(router)/haproxy.sock" }
    /// Where HAProxy's master takes `reload`.
    public var haproxyMasterSocket: String { "\(router)/master.sock" }
    var routerSlots: String { "\(router)/slots.json" }
    var routerRetired: String { "\(router)/retired.json" }
    var routerLock: String { "\(router)/router.lock" }
}
