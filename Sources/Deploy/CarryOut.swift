import Engine
import Model
import Routing
import Store
import System

extension Runner {
    /// How long old units may go on answering what they have begun, in seconds.
    static let drainLimit = 30.0

    /// Carries out a plan. Where a step before the commit fails, what this plan created is removed again; after it,
    /// nothing takes the release back.
    func carryOut(_ plan: Plan, definitions: [Definition], release: Release) throws {
        var created: [String] = []
        var committed = false
        do {
            for operation in plan.operations {
                try carryOut(operation, definitions: definitions, release: release)
                if case .createService(let name) = operation { created.append(name) }
                if case .commit = operation { committed = true }
            }
        } catch {
            if !committed {
                for name in created { _ = try? engine.removeService(name) }
            }
            throw error
        }
    }

    private func carryOut(_ operation: Operation, definitions: [Definition], release: Release) throws {
        switch operation {
        case .createNetwork(let name):
            var network = NetworkDefinition(name: name)
            network.labels = [EngineLabel.app: release.app.rawValue, EngineLabel.stack: release.app.rawValue]
            _ = try engine.createNetwork(network)
        case .createService(let name):
            guard let definition = definitions.first(where: { $0.engineService.name == name }) else { return }
            _ = try engine.createService(definition.engineService, credentials: credentials)
        case .awaitUnits(let name, let count):
            let began = Instant.now
            try Startup(runner: self, release: release, service: name, count: count).wait()
            Report.detail("up in \(Report.seconds(began.elapsed))")
        case .commit(let number):
            try commit(number, app: release.app)
        case .moveTraffic(let name):
            try moveTraffic(to: name, app: release.app)
        case .drain(let name):
            drain(name)
        case .removeService(let name):
            _ = try engine.removeService(name)
        }
    }

    /// The one commit point: a compare-and-set on the app's record, under the app's lock.
    private func commit(_ number: ReleaseNumber, app: AppName) throws {
        try store.updateApp(app) { app in
            guard app.live.map({ $0 < number }) ?? true else {
                throw Failure(
                    .temporary, "\(number) is older than the live release \(app.live.map(\.description) ?? "")")
            }
            app.live = number
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
    private func drain(_ name: String) {
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
