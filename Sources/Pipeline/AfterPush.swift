import Glibc
import Model
import System

/// post-receive: deploys what a push brought, and says what it doesn't deploy.
public enum AfterPush {
    /// - Parameter script: hooks/deploy.
    /// - Returns: The chain's status.
    public static func run(script: String) throws -> Int32 {
        signal(SIGPIPE, SIG_IGN)
        // A client that goes away while this waits ends git and its group: the deploy of what is stored goes on.
        setsid()
        Launch.tell(Launch.begun)
        let folder = Folder.current
        let settings = try Settings.load(folder)
        let app = try Launch.app()
        let updates = try RefUpdate.readAll()
        let deploying = RefUpdate.deploying(updates, branches: settings.branches)
        for update in updates where update != deploying { say(update, settings) }
        var status: Int32 = 0
        if let deploying {
            let hooks = script.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
            status = try Launcher(app: app, folder: folder).run(.deploy(deploying, hooks: hooks, origin: .push))
        }
        Launch.tell(String(status))
        return status
    }

    private static func say(_ update: RefUpdate, _ settings: Settings) {
        if update.new.isZero {
            Report.step("\(update.shortName): deleted; what runs stays as it is")
            return
        }
        Report.step("\(update.shortName): stored, not deployed")
        if let branch = update.branch, settings.branches.contains(branch) {
            Report.detail("one push deploys one branch: the first of \(settings.branches.joined(separator: ", "))")
            return
        }
        Report.detail("only \(settings.branches.joined(separator: " or ")) deploys by itself; to deploy this one:")
        Report.detail(
            "git push \(Environment.value("SLIPWAY_REMOTE") ?? "slipway") \(update.shortName):\(settings.branches[0])")
    }
}
