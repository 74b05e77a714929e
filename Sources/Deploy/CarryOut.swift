import Engine
import Model
import Pipeline
import Routing
import Store
import System

extension Runner {
    /// How long old units may go on answering what they have begun, in seconds.
    static let drainLimit = 30.0

    /// Carries out a plan. Where a step before the commit fails, what this plan created is removed again and what it
    /// changed goes back to what is live; after it, nothing takes the release back.
    ///
    /// - Parameter live: What the live release has the engine told.
    func carryOut(_ plan: Plan, to wanted: Definitions, from live: () throws -> Definitions, _ release: Release) throws
    {
        var undo: [() throws -> Void] = []
        var committed = false
        let deploy = try Deploy(
            runner: self, release: release, wanted: wanted, earlier: ended(plan.kept.union(plan.updated)),
            retired: Set(plan.updated.flatMap { try rotation.units(of: $0).map(\.id) }))
        do {
            for operation in plan.operations {
                if !committed { try Termination.check() }
                // Said before it is done: what was cut off in its middle may have been done.
                switch operation {
                case .createService(let name), .runOnce(let name): undo.append { _ = try engine.removeService(name) }
                case .updateService(let name):
                    let before = try live()[name]
                    undo.append { try deploy.takeBack(name, to: before) }
                case .grow(let name, let before, _): undo.append { try rotation.shrink(name, to: before) }
                default: break
                }
                try deploy.carryOut(operation)
                if case .commit = operation { committed = true }
            }
        } catch {
            if !committed {
                for step in undo.reversed() {
                    do { try step() } catch { Report.problem("\(error)") }
                }
            }
            throw error
        }
    }

    /// The tasks of these services that are over.
    func ended(_ services: some Sequence<String>) throws -> Set<String> {
        Set(try services.flatMap { try engine.tasks(service: $0) }.filter(\.state.isOver).map(\.id))
    }

    var rotation: Rotation { Rotation(engineSocket: settings.engineSocket, router: router) }

    /// The release is live by now: a router that doesn't answer costs time and fails nothing.
    func drain(_ name: String) {
        let began = Instant.now
        var said = false
        _ = poll(for: Self.drainLimit, every: 0.02) { () -> Bool? in
            guard let state = try? router.look(sessions: true) else { return nil }
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

/// The operations of a plan, each by itself.
private struct Deploy {
    let runner: Runner
    let release: Release
    let wanted: Definitions
    /// Tasks of services that go on which were over before: a definition that comes back has some of its own.
    let earlier: Set<String>
    /// The units that services have which are updated here.
    let retired: Set<String>

    private var engine: Engine { runner.engine }

    func carryOut(_ operation: Operation) throws {
        switch operation {
        case .createNetwork(let name):
            guard let network = wanted.networks.first(where: { $0.name == name }) else { return }
            try runner.create(network)
        case .createFile(let name):
            guard let file = wanted.files.first(where: { $0.name == name }) else { return }
            try runner.create(file)
        case .createService(let name):
            guard let definition = wanted[name] else { return }
            try runner.create(definition)
        case .updateService(let name):
            guard let definition = wanted[name] else { return }
            Report.detail("changing \(definition.service.service)\(definition.isPinned ? ", which stops for it" : "")")
            try runner.update(to: definition)
            if definition.isPinned { try startup(name, 1).wait(for: .start, interrupting: true) }
        case .runOnce(let name):
            guard let definition = wanted[name] else { return }
            Report.step("Running \(definition.service.service)")
            try runner.create(definition)
            try startup(name, definition.service.replicas).waitForSuccess()
            _ = try engine.removeService(name)
        case .grow(let name, _, let count):
            try engine.scaleService(name) { _ in count }
        case .awaitStart(let name):
            try startup(name, 1).wait(for: .start)
        case .awaitUnits(let name, let count):
            let began = Instant.now
            try startup(name, count).wait(for: .health)
            // Units that were there before were up before.
            guard began.elapsed > 0.05 else { return }
            let what = wanted.services.count == 1 ? "" : "\(wanted[name]?.service.service.rawValue ?? name) is "
            Report.detail("\(what)up in \(Report.seconds(began.elapsed))")
        case .commit:
            try commit()
        case .shrink(let name, let count):
            try runner.shrink(name, to: count, isRouted: wanted[name]?.service.port != nil)
        case .moveTraffic(let name):
            try moveTraffic(to: name)
        case .drain(let name):
            runner.drain(name)
        case .removeService(let name):
            _ = try engine.removeService(name)
        case .removeNetwork(let name):
            // Units that end are on it still: what can't go now goes with the next cleaning.
            _ = try? engine.removeNetwork(name)
        }
    }

    private func startup(_ name: String, _ count: Int) -> Startup {
        Startup(
            runner: runner, release: release, service: name, count: count, definition: wanted[name], earlier: earlier,
            retired: retired)
    }

    /// Brings a service that was changed in place back to what is live.
    func takeBack(_ name: String, to before: Definition?) throws {
        guard let before else {
            _ = try engine.removeService(name)
            return
        }
        let began = Instant.now
        let earlier = try runner.ended([name])
        try runner.update(to: before)
        let back = Startup(
            runner: runner, release: release, service: name, count: min(1, before.service.replicas), definition: before,
            earlier: earlier)
        try back.wait(for: .start)
        let service = before.service.service
        Report.problem(
            before.isPinned
                ? "'\(service)' was interrupted by this; what was live before runs again, \(Report.seconds(began.elapsed)) after the failure"
                : "'\(service)' is back to what was live before")
    }

    /// The one commit point: a compare-and-set on the app's record, under the app's lock.
    private func commit() throws {
        let domains = Set(wanted.services.flatMap(\.source.domains))
        // A domain that leads to the app before it is live leads to what was live before.
        for domain in domains { try runner.store.addDomain(domain, to: release.app) }
        var dropped: [Domain] = []
        try runner.store.updateApp(release.app) { app in
            guard app.live.map({ $0 < release.number }) ?? true else {
                throw Failure(
                    .temporary, "\(release.number) is older than the live release \(app.live.map(\.description) ?? "")")
            }
            app.live = release.number
            app.configuration = release.configuration
            app.isStopped = nil
            dropped = (app.stackDomains ?? []).filter { !domains.contains($0) }
            app.stackDomains = domains.isEmpty ? nil : domains.sorted()
            if release.origin == .scale {
                // What has as many as the file says goes on having what the file says.
                for definition in wanted.services {
                    let count = definition.service.replicas
                    app.scale = app.scale ?? [:]
                    app.scale?[definition.service.service.rawValue] = count == definition.source.replicas ? nil : count
                }
            }
        }
        for domain in dropped { try runner.store.removeDomain(domain, from: release.app) }
    }

    /// From the commit on the router converges by itself; this waits until it has, so that the push tells the truth.
    private func moveTraffic(to name: String) throws {
        // A router that is being restarted converges too, once it is back.
        let moved = poll(for: 10, every: 0.01) { () -> Bool? in
            (try? runner.router.look())?.hosts.contains { $0.value == name } == true ? true : nil
        }
        guard moved == true else {
            throw Failure(
                .unavailable, "\(release.app) is released, but the router doesn't send requests to it yet",
                hint: "it goes on trying; see: slipway status")
        }
    }
}
