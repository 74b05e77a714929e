import Glibc
import Model
import System

/// HAProxy and the `router` that keeps it true: two processes, so that neither's end takes the other along.
enum Router {
    static func prepare(_ folder: Folder, _ account: Account, _ installation: Installation) throws {
        try account.folder(folder.router)
        let render = Command(
            account.command(["\(installation.programs)/router", "--data", folder.root, "render"]), limit: 30)
        try render.check("write the router's configuration")
    }

    static func haproxy(_ folder: Folder, _ account: Account) -> Daemon {
        Daemon(
            name: "haproxy",
            arguments: account.command([
                "haproxy", "-W", "-S", "\(folder.router)/master.sock,mode,600", "-f", "\(folder.router)/haproxy.cfg",
            ]),
            grace: 5,
            noise: ["[NOTICE]", " is UP/READY", " enters drain state", " is going DOWN for maintenance"])
    }

    static func daemon(_ folder: Folder, _ account: Account, _ installation: Installation) -> Daemon {
        Daemon(
            name: "router",
            arguments: account.command(["\(installation.programs)/router", "--data", folder.root, "run"]), grace: 2)
    }
}
