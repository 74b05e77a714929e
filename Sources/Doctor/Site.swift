import Engine
import Model
import Server
import System

/// The server that is looked at, and what the checks have in common.
struct Site: Sendable {
    let folder: Folder
    let settings: Settings
    let installation: Installation
    /// What the server says of itself, or why it doesn't.
    let server: Result<ServerStatus, Failure>
    let engineAnswers: Bool
    /// Whether the firewall is in place; nil where only root could see that.
    let firewall: Bool?

    /// One of its own for each check, so that none waits for another's request.
    var engine: Engine { Engine(socket: settings.engineSocket) }

    var isUp: Bool { (try? server.get()) != nil }

    var readLog: String { "less \(folder.root)/server.log" }
    var restartAll: String { "slipway down && slipway up --detach" }

    /// The process of a daemon that the server keeps running.
    func pid(of daemon: String) -> Int32? { (try? server.get())?.daemons.first { $0.name == daemon }?.pid }

    /// What has a daemon answer again that doesn't: the server starts one that ends.
    func revive(_ daemon: String) -> String {
        guard let pid = pid(of: daemon) else { return restartAll }
        return "kill -\(Processes.isStopped(pid) ? "CONT" : "KILL") \(pid)"
    }
}
