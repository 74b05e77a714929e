import Engine
import Model
import Testing

@testable import Deploy

/// How units of a service give way to others, and what changes when they do.
@Suite struct RolloutTests {
    private func rollout(_ change: (inout StackService) -> Void, volumes: [String] = []) throws -> Rollout {
        var trial = try TrialStack(["db", "other"])
        trial.change("db", change)
        trial.change("other") { $0.mounts = [.init(.volume("data"), at: "/data")] }
        trial.traits["db"] = ImageTraits(volumes: volumes)
        #expect(
            try trial.engineService("db").placement.constraints.contains("node.id==n1")
                == (trial.definition("db").isPinned), "what is pinned stays on its node")
        return try trial.rollout("db")
    }

    @Test func unitsRunBesideTheirPredecessors() throws {
        #expect(try rollout { _ in } == .beside)
        #expect(try rollout { $0.mounts = [.init(.temporary(size: 1, mode: nil), at: "/tmp")] } == .beside)
        #expect(try rollout { $0.expose = [.init(5432)] } == .beside)
        #expect(try rollout { $0.mounts = [.init(.bind("/srv/data"), at: "/data")] } == .beside)
    }

    @Test func whatTwoCannotHaveAtOnceChangesInPlace() throws {
        #expect(try rollout { $0.mounts = [.init(.volume("data"), at: "/data")] } == .inPlace)
        #expect(try rollout { $0.mounts = [.init(.anonymous, at: "/data")] } == .inPlace)
        #expect(try rollout({ _ in }, volumes: ["/data"]) == .inPlace)
        #expect(try rollout { $0.ports = [.init(published: 5432, target: 5432)] } == .inPlace)
        #expect(try rollout { $0.isPinned = true } == .inPlace)
        #expect(try rollout { $0.mountsFrom = [.init(.of("other"), readOnly: true)] } == .inPlace)
    }

    @Test func whatEndsByItselfRunsOnce() throws {
        #expect(try rollout { $0.isOneShot = true } == .once)
        #expect(
            try rollout {
                $0.isOneShot = true
                $0.mounts = [.init(.volume("data"), at: "/data")]
            } == .once)
    }

    @Test func whatRunsOnceRunsOnceARelease() throws {
        func hash(_ number: Int) throws -> String {
            var trial = try TrialStack(["migrate"], release: number)
            trial.change("migrate") { $0.isOneShot = true }
            return try trial.definition("migrate").service.definition
        }
        #expect(try hash(1) == hash(1))
        #expect(try hash(1) != hash(2))
    }

    @Test func whatRunsOnceIsStartedAgainOnlyWhereThatHasAnEnd() throws {
        func restart(_ policy: RestartPolicy) throws -> RestartPolicy {
            var trial = try TrialStack(["migrate"])
            trial.change("migrate") {
                $0.isOneShot = true
                $0.restart = policy
            }
            return try trial.engineService("migrate").restart
        }
        #expect(try restart(RestartPolicy(.onFailure, attempts: 2)) == RestartPolicy(.onFailure, attempts: 2))
        for policy in [RestartPolicy(.onFailure), RestartPolicy(.any, attempts: 3), RestartPolicy(.none)] {
            #expect(try restart(policy).condition == .none)
        }
    }

    @Test func twoUnitsNeverHaveOnePortOfTheHost() throws {
        var trial = try TrialStack(["db"])
        trial.change("db") {
            $0.ports = [.init(published: 5432, target: 5432)]
            $0.update = UpdatePolicy(.startFirst)
        }
        #expect(try trial.engineService("db").update?.order == .stopFirst)
        trial.change("db") {
            $0.ports = []
            $0.mounts = [.init(.volume("data"), at: "/data")]
        }
        #expect(try trial.engineService("db").update?.order == .startFirst, "the file says so")
        trial.change("db") { $0.update = nil }
        #expect(try trial.engineService("db").update?.order == .stopFirst)
    }

    @Test func theEngineNeverGoesBackByItself() throws {
        var trial = try TrialStack(["db"])
        trial.change("db") { $0.update = UpdatePolicy(failureAction: .rollback) }
        #expect(try trial.engineService("db").update?.failureAction == .pause)
    }

    @Test func whatStaysInPlaceKeepsItsName() throws {
        var trial = try TrialStack(["db", "web"])
        trial.change("db") { $0.isPinned = true }
        #expect(try trial.engineService("db").name == "shop_db")
        let before = try trial.engineService("web").name
        for service in ["db", "web"] { trial.change(service) { $0.container.environment["A"] = "1" } }
        #expect(try trial.engineService("db").name == "shop_db")
        #expect(try trial.engineService("web").name != before)
    }

    @Test func whatAUnitSeesChangesTheHash() throws {
        let trial = try TrialStack(["web", "db"], routed: "web")
        let hash = try trial.hash(of: "db")
        let changes: [(String, (inout StackService) -> Void)] = [
            ("environment", { $0.container.environment["A"] = "1" }), ("command", { $0.container.command = ["a"] }),
            ("user", { $0.container.user = "1" }), ("limits", { $0.limits.memory = 1 << 20 }),
            ("label", { $0.container.labels["a"] = "b" }), ("port", { $0.ports = [.init(published: 1, target: 1)] }),
            ("network", { $0.networks = [.init("default", aliases: ["more"])] }),
            ("mount", { $0.mounts = [.init(.volume("data"), at: "/data")] }),
            ("logging", { $0.logging.options["max-size"] = "1m" }),
            ("health", { $0.healthcheck = .command(.init(test: ["CMD", "true"])) }),
            ("restart", { $0.restart = RestartPolicy(.none) }),
        ]
        var seen: Set = [hash]
        for (what, change) in changes {
            #expect(try seen.insert(trial.hash(of: "db") { $0.change("db", change) }).inserted, "\(what)")
        }
    }

    @Test func whatAUnitDoesNotSeeChangesNoHash() throws {
        let trial = try TrialStack(["web", "db"], routed: "web")
        let hash = try trial.hash(of: "db")
        #expect(try trial.hash(of: "db") { $0.change("db") { $0.replicas = 5 } } == hash)
        #expect(try trial.hash(of: "db") { $0.release = try DefinitionTests.release(9, commit: "2") } == hash)
        #expect(try trial.hash(of: "db") { $0.change("web") { $0.container.environment["A"] = "1" } } == hash)
        #expect(try trial.hash(of: "db") { $0.stack.services.reverse() } == hash)
        #expect(try trial.hash(of: "db") { $0.configuration = ["A": "1"] } == hash, "its image is not built")
        #expect(try trial.hash(of: "db") { $0.change("db") { $0.dependencies = [.init(on: .of("web"))] } } == hash)
        #expect(
            try trial.hash(of: "db") { $0.stack.secrets = [StackFile(name: "a", content: Sensitive("YQ=="))] } == hash)
    }

    @Test func aCommitIsSeenOnlyWithoutAStackFile() throws {
        var trial = try TrialStack(["web"], routed: "web")
        #expect(try trial.engineService("web").container.environment.keys.sorted() == ["PORT", "SLIPWAY_APP"])
        trial.stack.file = nil
        #expect(
            try trial.engineService("web").container.environment.keys.sorted() == [
                "PORT", "SLIPWAY_APP", "SLIPWAY_COMMIT", "SLIPWAY_RELEASE",
            ])
    }

    @Test func theRoutedServiceAloneHasAPort() throws {
        var trial = try TrialStack(["web", "api"], routed: "web")
        trial.change("web") { $0.port = 9000 }
        #expect(try trial.engineService("web").labels["slipway.port"] == "9000")
        #expect(try trial.engineService("web").container.environment["PORT"] == "9000")
        #expect(try trial.engineService("api").labels["slipway.port"] == nil)
        #expect(try trial.definition("api").service.port == nil)
    }

    @Test func ourLabelsWin() throws {
        var trial = try TrialStack(["web"])
        trial.change("web") {
            $0.labels = ["slipway.app": "other", "mine": "1"]
            $0.container.labels = ["slipway.service": "other", "mine": "2"]
        }
        let definition = try trial.engineService("web")
        #expect(definition.labels["slipway.app"] == "shop" && definition.labels["mine"] == "1")
        #expect(definition.container.labels["slipway.service"] == "web" && definition.container.labels["mine"] == "2")
    }
}
