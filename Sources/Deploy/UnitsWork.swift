import Engine
import Model
import Pipeline
import Routing
import Store
import System

/// What is done to the units of a live release without another release. Whoever calls this holds the app's lock.
extension Runner {
    func units(_ verb: UnitsVerb) throws {
        let app = try Launch.app()
        let record = try store.existingApp(app)
        guard let number = record.live, let release = try store.release(app, number) else {
            throw Failure(.notFound, "nothing of '\(app)' is live", hint: "push it first: git push slipway main")
        }
        let began = Instant.now
        rotation.restoreUnits(of: app)
        switch verb {
        case .stop:
            try stop(release)
            Report.step("\(app) is stopped (\(Report.seconds(began.elapsed)))")
        case .start:
            try start(release, wasStopped: record.isStopped == true)
            Report.step("\(app) serves \(release.commit.short) as \(number) (\(Report.seconds(began.elapsed)))")
        case .restart:
            guard record.isStopped != true else {
                throw Failure(.usage, "'\(app)' is stopped", hint: "slipway ps start \(app)")
            }
            let definitions = try definitions(release)
            for definition in definitions.services where definition.service.runsOn {
                try restart(definition, of: release)
            }
            Report.step("\(app) restarted (\(Report.seconds(began.elapsed)))")
        }
    }

    /// First nothing new comes, then what is under way ends, then the units.
    private func stop(_ release: Release) throws {
        try store.updateApp(release.app) { $0.isStopped = true }
        _ = try? router.look()
        for service in release.services.reversed() where service.runsOn {
            if service.port != nil { drain(service.engineName) }
            try engine.scaleService(service.engineName) { _ in 0 }
        }
        for service in release.services where service.runsOn {
            _ = try poll(for: Definition.stopGracePeriod + 10, every: 0.05) {
                try rotation.units(of: service.engineName).isEmpty ? true : nil
            }
        }
    }

    private func start(_ release: Release, wasStopped: Bool) throws {
        Report.step("Starting \(release.services.filter(\.runsOn).inWords)")
        let earlier = try ended(release.services.filter(\.runsOn).map(\.engineName))
        do {
            try reconcile(release, to: \.replicas)
            for definition in try definitions(release).services where definition.service.runsOn {
                try Startup(
                    runner: self, release: release, service: definition.name, count: definition.service.replicas,
                    definition: definition, earlier: earlier
                ).wait(for: .health)
            }
        } catch {
            if wasStopped {
                for service in release.services where service.runsOn {
                    _ = try? engine.scaleService(service.engineName) { _ in 0 }
                }
            }
            throw error
        }
        try store.updateApp(release.app) { $0.isStopped = nil }
        _ = try? router.look()
    }

    /// The engine replaces the units that no router knows, or that can't run side by side.
    private func restart(_ definition: Definition, of release: Release) throws {
        let service = definition.service
        guard service.port == nil || service.rollout == .inPlace else { return try rotate(definition, of: release) }
        Report.step("Restarting \(service.replicas) × \(service.service)")
        let earlier = try ended([definition.name])
        let old = try rotation.units(of: definition.name).map(\.id)
        let began = Instant.now
        try update(to: definition, force: true)
        try Startup(
            runner: self, release: release, service: definition.name, count: service.replicas, definition: definition,
            earlier: earlier, retired: Set(old)
        ).wait(for: .health)
        let stopped = definition.isPinned ? "; it was stopped meanwhile" : ""
        Report.detail("\(service.service) restarted in \(Report.seconds(began.elapsed))\(stopped)")
    }

    /// A quarter of the units at a time: new ones come up first, then the old ones go, each once it is idle.
    private func rotate(_ definition: Definition, of release: Release) throws {
        let service = definition.service
        let name = service.engineName
        var old = try rotation.units(of: name)
        if old.count < service.replicas {
            // It has lost some, or all: a restart must not call that well.
            let earlier = try ended([name])
            try engine.scaleService(name) { _ in service.replicas }
            Report.detail("waiting for \(service.replicas - old.count) × \(service.service) that should run")
            try Startup(
                runner: self, release: release, service: name, count: service.replicas, definition: definition,
                earlier: earlier
            ).wait()
        }
        let batch = max(1, (service.replicas + 3) / 4)
        let all = old.count
        var retired: Set<String> = []
        Report.step("Restarting \(all) × \(service.service)")
        while !old.isEmpty {
            try Termination.check()
            let part = Array(old.suffix(batch))
            let earlier = try ended([name])
            do {
                try engine.scaleService(name) { _ in service.replicas + part.count }
                if service.port != nil {
                    try Startup(
                        runner: self, release: release, service: name, count: service.replicas + part.count,
                        definition: definition, earlier: earlier, retired: retired
                    ).wait()
                }
            } catch {
                try? rotation.shrink(name, to: service.replicas)
                throw error
            }
            retired.formUnion(part.map(\.id))
            try rotation.retire(part, of: name)
            old.removeLast(part.count)
            Report.detail("\(all - old.count) of \(all) units of \(service.service) restarted")
        }
    }

    /// Has the engine run what a release says, where it has something else; a service that has gone is made again, and
    /// one that was left with another definition gets its own back.
    func reconcile(_ release: Release, to count: (ServiceRelease) -> Int) throws {
        let services = try facts(release.app, live: release).services
        var made: Definitions?
        func definition(_ service: ServiceRelease) throws -> Definition? {
            let definitions = try made ?? definitions(release)
            made = definitions
            return definitions.of(service.service)
        }
        for service in release.services where service.runsOn {
            let wanted = count(service)
            guard let found = services[service.engineName] else {
                try createNeeds(of: release, made ?? definitions(release))
                if let definition = try definition(service) { try create(definition, units: wanted) }
                continue
            }
            if service.rollout == .inPlace, found.definition != service.definition,
                let definition = try definition(service)
            {
                try update(to: definition)
            }
            if found.replicas < wanted {
                try engine.scaleService(service.engineName) { _ in wanted }
            } else if found.replicas > wanted {
                try shrink(service.engineName, to: wanted, isRouted: service.port != nil)
            }
        }
    }

    /// The networks, secrets and configs of a release that are missing.
    private func createNeeds(of release: Release, _ definitions: Definitions) throws {
        let facts = try facts(release.app, live: release)
        for network in definitions.networks where !facts.networks.contains(network.name) {
            try create(network)
        }
        for file in definitions.files where !facts.files.contains(file.name) { try create(file) }
    }
}

extension [ServiceRelease] {
    /// `3 × web, 1 × db`.
    var inWords: String { map { "\($0.replicas) × \($0.service)" }.joined(separator: ", ") }
}
