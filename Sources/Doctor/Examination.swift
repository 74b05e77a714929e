import Engine
import Glibc
import Model
import Server
import System

/// Looks at all parts of a server and says which aren't well, also where it doesn't run.
public struct Examination {
    private let folder: Folder
    private let settings: Settings
    private let installation: Installation

    /// Seconds that the checks may take together.
    static let limit = 15.0

    public init(_ folder: Folder) throws {
        self.folder = folder
        settings = try Settings.load(folder)
        installation = try .current()
    }

    /// The findings, what failed first.
    ///
    /// What root alone can see is looked at first. Then root's rights are given up for good: all else is seen with
    /// the rights that the server's own processes have, and nothing is made that they couldn't write.
    public func run() throws -> [Finding] {
        let server = Result { try RunningServer.status(folder) }.mapError { error in
            error as? Failure ?? Failure(.unavailable, "\(error)")
        }
        let firewall = geteuid() == 0 ? try? Firewall(folder).isInPlace() : nil
        try Account.dropPrivileges(folder)
        let site = Site(
            folder: folder, settings: settings, installation: installation, server: server,
            engineAnswers: Engine(socket: settings.engineSocket).ping(), firewall: firewall)
        return Self.ordered(Check.run(Self.checks(for: site), on: site, within: Self.limit))
    }

    /// What can't be well because something below it isn't is left out: each trouble is told once.
    static func checks(for site: Site) -> [Check] {
        var checks = [ServerChecks.server]
        if site.isUp || site.engineAnswers { checks.append(EngineChecks.engine) }
        if site.engineAnswers { checks += [EngineChecks.swarm, EngineChecks.networks] }
        if site.isUp { checks += [RegistryChecks.registry, RouterChecks.router, SSHChecks.sshd] }
        checks += [HookChecks.hooks, StoreChecks.store, HostChecks.disk, HostChecks.clock, ToolChecks.tools]
        if site.isUp && site.engineAnswers { checks.append(AppChecks.apps) }
        return checks
    }

    static func ordered(_ findings: [Finding]) -> [Finding] {
        Finding.State.allCases.flatMap { state in findings.filter { $0.state == state } }
    }
}
