import Engine
import Glibc
import Model
import Routing
import System

/// Takes single units of a service out of its rotation, so that none of their requests is cut.
///
/// Swarm chooses by itself which unit ends where a service shrinks, and some programs end at once on their stop
/// signal. So the router drains the units that are to go, and each is stopped and struck off when it is idle: the
/// swarm removes those first that don't run.
struct Rotation {
    let engineSocket: String
    let router: RouterClient

    /// Gives an app's units their requests back that work which was cut off had taken out. A unit that is ending stays
    /// as it is: it was told to.
    func restoreUnits(of app: AppName) {
        guard let state = try? router.look() else { return }
        for service in state.services.values where service.app == app {
            for unit in service.units where unit.status == .draining { _ = try? router.restore(unit.id) }
        }
    }

    /// The units of a service on this node, the newest first.
    func units(of service: String) throws -> [Unit] {
        try Engine(socket: engineSocket).units(labels: ["com.docker.swarm.service.name=\(service)"])
            .sorted { $0.created > $1.created }
    }

    /// Takes a service to fewer units: those go first that aren't up, then the newest.
    func shrink(_ service: String, to count: Int) throws {
        let engine = Engine(socket: engineSocket)
        guard let before = try engine.service(named: service)?.replicas, before > count else { return }
        let state = try? router.look()
        let up = Set((state?.services[service]?.units ?? []).filter { $0.status == .up }.map(\.id))
        let units = try units(of: service)
        let going = (units.filter { !up.contains($0.id) } + units.filter { up.contains($0.id) }).prefix(before - count)
        try retire(Array(going), of: service)
        // Units that other nodes have, or that had no container: the swarm chooses.
        try engine.scaleService(service) { min($0, count) }
    }

    /// Ends these units, side by side, and the service's wish for them.
    func retire(_ units: [Unit], of service: String) throws {
        let failures = Threads.map(units) { unit -> Failure? in
            do {
                try retire(unit, of: service)
                return nil
            } catch {
                return error as? Failure ?? Failure(.software, "\(error)")
            }
        }
        if let failure = failures.compactMap({ $0 }).first { throw failure }
    }

    private func retire(_ unit: Unit, of service: String) throws {
        // Without a router nothing sends requests either.
        if (try? router.retire(unit.id)) != nil {
            _ = try? router.awaitIdle(unit: unit.id, seconds: Runner.drainLimit)
        }
        let engine = Engine(socket: engineSocket)
        try engine.stopContainer(unit.id, grace: Int(Definition.stopGracePeriod))
        // Of units that run, the swarm would choose one to end; it must have heard that this one has. It has no other
        // for it before the restart's delay is over.
        _ = try poll(for: 10, every: 0.005) {
            try engine.tasks(service: service).contains { $0.containerID == unit.id && $0.state.isOver } ? true : nil
        }
        try engine.scaleService(service) { $0 - 1 }
    }
}
