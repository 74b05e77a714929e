import Engine
import Model
import Store
import System

/// The engine, its swarm and the apps' networks.
enum EngineChecks {
    static let engine = Check("engine") { site in
        guard site.engineAnswers else {
            let isOurs = (try? site.server.get())?.daemons.contains { $0.name == "engine" } == true
            return [
                .failed(
                    "it does not answer on '\(site.settings.engineSocket)' within 2 s",
                    mend: isOurs ? site.revive("engine") : "systemctl restart docker")
            ]
        }
        let version = try site.engine.version()
        return [.ok("\(version.version) answers, with API \(version.apiVersion)")]
    }

    static let swarm = Check("swarm") { site in
        [try state(site), ports(site)]
    }

    private static func state(_ site: Site) throws -> Verdict {
        switch try site.engine.swarmState() {
        case .active(_, manager: true):
            return .ok("a manager, at \(try site.engine.swarmAddress() ?? "no address")")
        case .active:
            return .failed("the engine is a worker of another swarm", mend: "docker swarm leave")
        case .inactive: return .failed("the engine is in no swarm", mend: site.restartAll)
        case .other(let state): return .failed("the swarm is '\(state)'", mend: "docker info")
        }
    }

    private static func ports(_ site: Site) -> Verdict {
        switch site.firewall {
        case true?: .ok("its ports are closed to containers and to other hosts")
        case false?: .failed("its ports are open to containers and to other hosts", mend: site.restartAll)
        case nil: .warning("only root sees whether its ports are closed", mend: "sudo slipway doctor")
        }
    }

    static let networks = Check("networks") { site in
        let apps = try SQLiteStore(site.folder.store).apps()
        // An engine may serve another server besides: of an app that this one has had there is a lock.
        let networks = try site.engine.networks(labels: [EngineLabel.app]).filter { network in
            AppName(rawValue: network.labels[EngineLabel.app] ?? "").map { Files.exists(site.folder.lock($0)) } ?? false
        }
        let live = Set(apps.filter { $0.live != nil }.map(\.name.rawValue))
        return verdicts(apps: Set(apps.map(\.name.rawValue)), live: live, networks: networks)
    }

    static func verdicts(apps: Set<String>, live: Set<String>, networks: [Network]) -> [Verdict] {
        let owners = networks.map { (network: $0.name, app: $0.labels[EngineLabel.app] ?? "") }
        let missing = live.subtracting(owners.map(\.app)).sorted().map { app in
            Verdict.failed("app '\(app)' has none, and is live", mend: "slipway deploy \(app)")
        }
        let orphans = owners.filter { !apps.contains($0.app) }.map { owner in
            Verdict.warning(
                "'\(owner.network)' is of an app that isn't there", mend: "slipway gc")
        }
        let problems = missing + orphans
        return problems.isEmpty ? [.ok("each live app has its own, and none is left over")] : problems
    }
}
