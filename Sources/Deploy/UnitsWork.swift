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
            for service in release.services { try restart(service, of: release) }
            Report.step("\(app) restarted (\(Report.seconds(began.elapsed)))")
        }
    }

    /// First nothing new comes, then what is under way ends, then the units.
    private func stop(_ release: Release) throws {
        try store.updateApp(release.app) { $0.isStopped = true }
        _ = try? router.sync()
        for service in release.services {
            if service.port != nil { drain(service.engineName) }
            try engine.scaleService(service.engineName) { _ in 0 }
        }
        for service in release.services {
            _ = try poll(for: Definition.stopGracePeriod + 10, every: 0.05) {
                try rotation.units(of: service.engineName).isEmpty ? true : nil
            }
        }
    }

    private func start(_ release: Release, wasStopped: Bool) throws {
        Report.step("Starting \(release.units)")
        let earlier = try ended(release.services.map(\.engineName))
        do {
            try reconcile(release, to: \.replicas)
            for service in release.services where service.port != nil {
                try Startup(
                    runner: self, release: release, service: service.engineName, count: service.replicas,
                    earlier: earlier
                ).wait()
            }
        } catch {
            if wasStopped {
                for service in release.services { _ = try? engine.scaleService(service.engineName) { _ in 0 } }
            }
            throw error
        }
        try store.updateApp(release.app) { $0.isStopped = nil }
        _ = try? router.sync()
    }

    /// A quarter of the units at a time: new ones come up first, then the old ones go, each once it is idle.
    private func restart(_ service: ServiceRelease, of release: Release) throws {
        let name = service.engineName
        var old = try rotation.units(of: name)
        if old.count < service.replicas {
            // It has lost some, or all: a restart must not call that well.
            let earlier = try ended([name])
            try engine.scaleService(name) { _ in service.replicas }
            Report.detail("waiting for \(service.replicas - old.count) × \(service.service) that should run")
            try Startup(
                runner: self, release: release, service: name, count: service.replicas, earlier: earlier
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
                        earlier: earlier, retired: retired
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

    /// Has the engine run what a release says, where it has something else; a service that has gone is made again.
    func reconcile(_ release: Release, to count: (ServiceRelease) -> Int) throws {
        let services = try facts(release.app).services
        for service in release.services {
            let wanted = count(service)
            switch services[service.engineName] {
            case nil: try create(service, of: release, units: wanted)
            case let found? where found < wanted: try engine.scaleService(service.engineName) { _ in wanted }
            case let found? where found > wanted: try rotation.shrink(service.engineName, to: wanted)
            default: break
            }
        }
    }

    private func create(_ service: ServiceRelease, of release: Release, units: Int) throws {
        var ticket = ServiceTicket(
            service: service.service, context: ".", dockerfile: "Dockerfile", replicas: units)
        ticket.running = service.engineName
        ticket.healthcheck = service.healthcheck
        let definition = try Definition.routed(
            ticket, image: service.image, port: service.port ?? Image.defaultPort, release: release,
            configuration: configuration(of: release), registry: settings.registry)
        _ = try engine.createService(definition.engineService, credentials: credentials)
    }
}

extension Release {
    /// `3 × web, 1 × db`.
    var units: String { services.map { "\($0.replicas) × \($0.service)" }.joined(separator: ", ") }
}
