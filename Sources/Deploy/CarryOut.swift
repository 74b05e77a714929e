import Engine
import Model
import Pipeline
import Routing
import Store
import System

extension Runner {
    /// How long old units may go on answering what they have begun, in seconds.
    static let drainLimit = 30.0

    /// Carries out a plan. Where a step before the commit fails, what this plan created is removed again; after it,
    /// nothing takes the release back.
    func carryOut(_ plan: Plan, definitions: [Definition], release: Release) throws {
        var undo: [() throws -> Void] = []
        var committed = false
        let earlier = try ended(definitions.map(\.engineService.name).filter { plan.goesOn($0) })
        do {
            for operation in plan.operations {
                if !committed { try Termination.check() }
                // Said before it is done: what was cut off in its middle may have been done.
                switch operation {
                case .createService(let name): undo.append { _ = try engine.removeService(name) }
                case .grow(let name, let before, _): undo.append { try rotation.shrink(name, to: before) }
                default: break
                }
                try carryOut(operation, definitions: definitions, release: release, earlier: earlier)
                if case .commit = operation { committed = true }
            }
        } catch {
            if !committed {
                for step in undo.reversed() { try? step() }
            }
            throw error
        }
    }

    var rotation: Rotation { Rotation(engineSocket: settings.engineSocket, router: router) }

    /// The tasks of these services that are over.
    func ended(_ services: [String]) throws -> Set<String> {
        Set(try services.flatMap { try engine.tasks(service: $0) }.filter(\.state.isOver).map(\.id))
    }

    private func carryOut(
        _ operation: Operation, definitions: [Definition], release: Release, earlier: Set<String>
    ) throws {
        switch operation {
        case .createNetwork(let name):
            var network = NetworkDefinition(name: name)
            network.labels = [EngineLabel.app: release.app.rawValue, EngineLabel.stack: release.app.rawValue]
            _ = try engine.createNetwork(network)
        case .createService(let name):
            guard let definition = definitions.first(where: { $0.engineService.name == name }) else { return }
            _ = try engine.createService(definition.engineService, credentials: credentials)
        case .grow(let name, _, let count):
            try engine.scaleService(name) { _ in count }
        case .awaitUnits(let name, let count):
            let began = Instant.now
            try Startup(runner: self, release: release, service: name, count: count, earlier: earlier).wait()
            // Units that were there before were up before.
            if began.elapsed > 0.05 { Report.detail("up in \(Report.seconds(began.elapsed))") }
        case .commit:
            try commit(release)
        case .shrink(let name, let count):
            try rotation.shrink(name, to: count)
        case .moveTraffic(let name):
            try moveTraffic(to: name, app: release.app)
        case .drain(let name):
            drain(name)
        case .removeService(let name):
            _ = try engine.removeService(name)
        }
    }

    /// The one commit point: a compare-and-set on the app's record, under the app's lock.
    private func commit(_ release: Release) throws {
        try store.updateApp(release.app) { app in
            guard app.live.map({ $0 < release.number }) ?? true else {
                throw Failure(
                    .temporary, "\(release.number) is older than the live release \(app.live.map(\.description) ?? "")")
            }
            app.live = release.number
            app.configuration = release.configuration
            app.isStopped = nil
            if release.origin == .scale {
                app.scale = (app.scale ?? [:]).merging(
                    release.services.map { ($0.service.rawValue, $0.replicas) }
                ) { $1 }
            }
        }
    }

    /// From the commit on the router converges by itself; this waits until it has, so that the push tells the truth.
    private func moveTraffic(to name: String, app: AppName) throws {
        // A router that is being restarted converges too, once it is back.
        let moved = poll(for: 10, every: 0.01) { () -> Bool? in
            (try? router.sync())?.hosts.contains { $0.value == name } == true ? true : nil
        }
        guard moved == true else {
            throw Failure(
                .unavailable, "\(app) is released, but the router doesn't send requests to it yet",
                hint: "it goes on trying; see: slipway status")
        }
    }

    /// The release is live by now: a router that doesn't answer costs time and fails nothing.
    func drain(_ name: String) {
        let began = Instant.now
        var said = false
        _ = poll(for: Self.drainLimit, every: 0.02) { () -> Bool? in
            guard let state = try? router.sync() else { return nil }
            let sessions = state.services[name]?.sessions ?? 0
            if sessions > 0, !said, began.elapsed > 1 {
                Report.detail(
                    "waiting for \(sessions) request\(sessions == 1 ? "" : "s") that the old release still answers")
                said = true
            }
            return sessions == 0 ? true : nil
        }
    }
}
