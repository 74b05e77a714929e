import Engine
import Glibc
import Model
import System

/// The engine: joined where one answers, else started and kept running by us; always in Swarm mode.
enum EngineDaemon {
    /// Seconds that an engine gets to answer after its start, and to end with all its units.
    static let startLimit = 60.0
    static let stopLimit = 60.0

    /// What an engine says on kernels that lack what we don't use, IPVS first of all, and its helpers' chatter.
    private static let noise = [
        "/proc/sys/net/ipv4/vs/", "net.ipv4.vs.", "net.ipv4.neigh.default", "default_pvid", "bridge default vlan",
        "containerd config version", "level=info", "loading cgroup for",
    ]

    static func isRunning(_ settings: Settings) -> Bool { Engine(socket: settings.engineSocket).ping() }

    static func daemon(_ settings: Settings) -> Daemon {
        var environment = Command.plainEnvironment
        environment["DOCKER_ALLOW_IPV6_ON_IPV4_INTERFACE"] = "1"
        return Daemon(
            name: "engine",
            arguments: Account.root([
                "dockerd", "--host", "unix://\(settings.engineSocket)", "--log-level", "error",
                "--pidfile", "/run/slipway-engine.pid",
            ]),
            environment: environment, grace: stopLimit,
            noise: noise)
    }

    static func awaitAnswer(_ settings: Settings) throws {
        guard poll(for: startLimit, every: 0.05, { isRunning(settings) ? true : nil }) == true else {
            throw Failure(
                .unavailable, "the engine did not answer on '\(settings.engineSocket)' within \(Int(startLimit)) s",
                hint: "see what it says: dockerd --debug")
        }
    }

    /// A swarm of one, listening on loopback only.
    static func ensureSwarm(_ settings: Settings) throws {
        let engine = Engine(socket: settings.engineSocket)
        switch try engine.swarmState() {
        case .active(_, manager: true): return
        case .active:
            throw Failure(
                .configuration, "the engine on '\(settings.engineSocket)' is a worker of another swarm",
                hint: "run Slipway on one of its managers, or leave it: docker swarm leave")
        case .inactive:
            try engine.initSwarm(listen: "127.0.0.1:2377", advertise: "127.0.0.1", dataPath: "127.0.0.1")
        case .other(let state):
            throw Failure(
                .temporary, "the engine's swarm is '\(state)'", hint: "try again when it has settled: docker info")
        }
    }
}
