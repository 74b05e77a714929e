import Model
import Testing

@testable import Deploy

/// The order of a deploy of several services.
@Suite struct StackPlanTests {
    /// What the engine has once definitions are live.
    private func facts(_ live: Definitions, but change: (inout Plan.Facts) -> Void = { _ in }) -> Plan.Facts {
        let running = live.services.filter(\.service.runsOn)
        var facts = Plan.Facts(
            networks: Set(live.networks.map(\.name)),
            services: Dictionary(
                uniqueKeysWithValues: running.map {
                    ($0.name, .init(replicas: $0.service.replicas, definition: $0.service.definition))
                }), files: Set(live.files.map(\.name)), live: live.services.map(\.service))
        change(&facts)
        return facts
    }

    private let nothing = Plan.Facts(networks: [], services: [:], live: [])

    private func plan(_ trial: TrialStack, _ facts: Plan.Facts) throws -> [Operation] {
        try Plan.deploy(trial.definitions(), of: trial.release, facts: facts).operations
    }

    private let commit = Operation.commit(ReleaseNumber(2))

    /// web waits for a healthy db, for a migration that ended, and for a cache that has started.
    private func shop() throws -> TrialStack {
        var trial = try TrialStack(["web", "worker", "migrate", "db", "cache"], routed: "web")
        for name in ["web", "worker"] {
            trial.change(name) {
                $0.dependencies = [
                    .init(on: .of("migrate"), .completed), .init(on: .of("db"), .healthy), .init(on: .of("cache")),
                ]
            }
        }
        trial.change("migrate") {
            $0.isOneShot = true
            $0.dependencies = [.init(on: .of("db"), .healthy)]
        }
        trial.change("db") { $0.mounts = [.init(.volume("data"), at: "/data")] }
        return trial
    }

    private func name(_ service: String, in trial: TrialStack) throws -> String { try trial.definition(service).name }

    @Test func eachNeedIsAwaitedAsItSaysAndOnce() throws {
        let trial = try shop()
        func name(_ service: String) throws -> String { try self.name(service, in: trial) }
        #expect(
            try plan(trial, nothing) == [
                .createNetwork(name: "shop_default"), .createService(name: name("db")),
                .createService(name: name("cache")), .awaitUnits(name: name("db"), count: 1),
                .runOnce(name: name("migrate")), .awaitStart(name: name("cache")), .createService(name: name("web")),
                .createService(name: name("worker")), .awaitUnits(name: name("cache"), count: 1),
                .awaitUnits(name: name("web"), count: 1), .awaitUnits(name: name("worker"), count: 1), commit,
                .moveTraffic(to: name("web")),
            ])
    }

    @Test func whatChangedAloneMoves() throws {
        let before = try shop()
        var trial = before
        trial.change("worker") { $0.container.environment["A"] = "1" }
        let (old, new) = try (name("worker", in: before), name("worker", in: trial))
        #expect(
            try plan(trial, facts(before.definitions())) == [
                .runOnce(name: name("migrate", in: trial)), .createService(name: new),
                .awaitUnits(name: name("web", in: trial), count: 1), .awaitUnits(name: new, count: 1), commit,
                .moveTraffic(to: name("web", in: trial)), .removeService(name: old),
            ])
        #expect(
            try Plan.deploy(trial.definitions(), of: trial.release, facts: facts(before.definitions())).kept == [
                "shop_db", name("web", in: trial), name("cache", in: trial),
            ])
    }

    @Test func whatCannotRunTwiceIsUpdatedWhereItIs() throws {
        let before = try shop()
        var trial = before
        trial.change("db") { $0.container.environment["A"] = "1" }
        let operations = try plan(trial, facts(before.definitions()))
        #expect(operations.prefix(2) == [.updateService(name: "shop_db"), .awaitUnits(name: "shop_db", count: 1)])
        #expect(!operations.contains { if case .createService = $0 { true } else { false } })
        #expect(!operations.contains { if case .removeService = $0 { true } else { false } })
    }

    @Test func aScaleStartsAndUpdatesNothing() throws {
        var trial = try shop()
        let live = try trial.definitions()
        trial.release = Release(
            app: trial.release.app, number: trial.release.number, commit: trial.release.commit, subject: "", author: "",
            pusher: "", origin: .scale, started: 1)
        // As a version before this one would have defined it.
        trial.change("db") { $0.container.environment["A"] = "1" }
        trial.change("worker") { $0.replicas = 3 }
        trial.change("cache") { $0.replicas = 0 }
        let plan = try Plan.deploy(trial.definitions(scale: live), of: trial.release, facts: facts(live))
        let names = (try name("worker", in: shop()), try name("cache", in: shop()), try name("web", in: shop()))
        #expect(
            plan.operations == [
                .grow(name: names.0, from: 1, to: 3), .awaitUnits(name: names.2, count: 1),
                .awaitUnits(name: names.0, count: 3), commit, .moveTraffic(to: names.2),
                .shrink(name: names.1, to: 0),
            ])
        #expect(plan.kept.count == 4)
    }

    @Test func networksAndFilesComeBeforeServicesAndNetworksGoLast() throws {
        var before = try TrialStack(["web", "old"], routed: "web")
        before.stack.networks = [StackNetwork(name: "front"), StackNetwork(name: "back")]
        before.change("old") { $0.networks = [.init("front")] }
        var trial = try TrialStack(["web"], routed: "web")
        trial.stack.networks = before.stack.networks
        trial.stack.secrets = [StackFile(name: "token", content: Sensitive("YQ=="))]
        trial.change("web") {
            $0.networks = [.init("default"), .init("back")]
            $0.secrets = [.init("token", at: "/token")]
        }
        let file = try #require(trial.definitions().files.first?.name)
        let operations = try plan(trial, facts(before.definitions()))
        #expect(operations.prefix(2) == [.createNetwork(name: "shop_back"), .createFile(name: file)])
        #expect(
            try operations.suffix(4) == [
                .drain(name: name("web", in: before)), .removeService(name: name("web", in: before)),
                .removeService(name: name("old", in: before)), .removeNetwork(name: "shop_front"),
            ])
    }

    @Test func whatACutOffDeployStartedIsWaitedFor() throws {
        var before = try TrialStack(["web", "db", "api"], routed: "web")
        before.change("db") { $0.isPinned = true }
        var trial = before
        for name in ["db", "api"] { trial.change(name) { $0.container.environment["A"] = "1" } }
        let api = try trial.definition("api")
        let db = try trial.definition("db").service.definition
        let facts = try facts(before.definitions()) {
            $0.services[api.name] = .init(replicas: 1, definition: api.service.definition)
            $0.services["shop_db"] = .init(replicas: 1, definition: db)
        }
        let operations = try plan(trial, facts)
        #expect(operations.contains(.awaitUnits(name: api.name, count: 1)), "nobody has seen it well yet")
        #expect(operations.contains(.updateService(name: "shop_db")), "so that a failure takes it back")
        #expect(operations.contains(.awaitUnits(name: "shop_db", count: 1)))
        #expect(!operations.contains(.createService(name: api.name)))
    }

    @Test func aCutOffDeploysOneShotGoesFirst() throws {
        let trial = try shop()
        let migrate = try name("migrate", in: trial)
        let operations = try plan(
            trial, facts(trial.definitions()) { $0.services[migrate] = .init(replicas: 1, definition: "") })
        #expect(operations.prefix(2) == [.removeService(name: migrate), .runOnce(name: migrate)])
    }

    @Test func whatWasCutOffInTheFirstDeployGetsItsDefinition() throws {
        var trial = try TrialStack(["db"])
        trial.change("db") { $0.isPinned = true }
        let operations = try plan(
            trial,
            Plan.Facts(
                networks: ["shop_default"], services: ["shop_db": .init(replicas: 1, definition: "other")], live: []))
        #expect(operations == [.updateService(name: "shop_db"), .awaitUnits(name: "shop_db", count: 1), commit])
    }
}
