import Glibc
import Model
import System
import Testing

@testable import Engine

/// Against a real engine: updates in place.
@Suite(.serialized, .enabled(if: RealEngine.isThere)) struct UpdateGatewayTests {
    /// A service whose unit says a word on port 8080, once its healthcheck lets it be found.
    private func saying(_ word: String, _ real: RealEngine, warmUp: Double = 0) -> ServiceDefinition {
        var definition = real.definition(
            "web",
            script: """
                mkdir -p /www; echo \(word) >/www/index.html; sleep \(warmUp); touch /ready
                trap 'sleep 2; exit 0' TERM; httpd -f -p 8080 -h /www & wait; wait
                """)
        definition.container.stopGracePeriod = 10
        definition.container.initProcess = false
        definition.healthcheck = .init(
            test: ["CMD-SHELL", "test -e /ready && wget -q -O /dev/null http://127.0.0.1:8080/"], interval: 0.25,
            timeout: 2, retries: 20)
        return definition
    }

    /// Changes a service and waits until the update is over: its states in order and the seconds that it took.
    private func update(
        _ real: RealEngine, _ definition: ServiceDefinition
    ) throws -> (states: [ServiceUpdate.State], seconds: Double) {
        let service = try #require(try real.engine.service(named: definition.name))
        try real.engine.updateService(service.id, version: service.version, definition)
        let began = Instant.now
        var states: [ServiceUpdate.State] = []
        let over: Double? = try poll(for: 90, every: 0.01) {
            guard let update = try real.engine.service(named: definition.name)?.update else { return nil }
            if states.last != update.state { states.append(update.state) }
            return [.completed, .paused, .rollbackCompleted, .rollbackPaused].contains(update.state)
                ? began.elapsed : nil
        }
        return (states, try #require(over))
    }

    @Test func anUpdateThatFailsGoesBackByItselfAndTheOldUnitNeverEnds() throws {
        let real = try RealEngine()
        try real.withNetwork {
            let definition = saying("old", real)
            try real.engine.createService(definition)
            let first = try real.task(definition.name) { $0.state == .running }
            let before = try #require(try real.engine.specification(of: definition.name))
            var broken = saying("new", real)
            broken.container.command = ["exit 3"]
            broken.update = .init(.startFirst, monitor: 1)
            let (states, seconds) = try update(real, broken)
            #expect(states == [.updating, .rollbackStarted, .rollbackCompleted])
            #expect(seconds < 20)
            #expect(try real.engine.specification(of: definition.name) == before)
            let tasks = try real.engine.tasks(service: definition.name)
            #expect(tasks.first { $0.id == first.id }?.state == .running)
            #expect(tasks.contains { $0.exitCode == 3 })

            let version = try real.engine.service(named: definition.name)?.version
            #expect(try real.engine.restore(before))
            #expect(try real.engine.service(named: definition.name)?.version == version)
        }
    }

    /// To the swarm a unit without a healthcheck is up once its process has started: what comes before it crashes.
    @Test func withoutAHealthcheckAUnitThatCrashesCostsTheOldOne() throws {
        let real = try RealEngine()
        try real.withNetwork {
            let definition = saying("old", real)
            try real.engine.createService(definition)
            let first = try real.task(definition.name) { $0.state == .running }
            var broken = real.definition("web", script: "sleep 0.2; exit 3")
            broken.update = .init(.startFirst, monitor: 1)
            // Between the two the rollback may have begun and be over.
            #expect(try update(real, broken).states.last == .rollbackCompleted)
            let old = try real.engine.tasks(service: definition.name).first { $0.id == first.id }
            #expect(old?.desiredState == .shutdown)
        }
    }

    @Test func whatASnapshotHoldsIsPutBack() throws {
        let real = try RealEngine()
        try real.withNetwork {
            var definition = saying("old", real)
            definition.update = .init(.startFirst, failureAction: .pause, monitor: 0.1, maxFailureRatio: 0.5)
            definition.placement.spread = ["node.labels.zone"]
            try real.engine.createService(definition)
            _ = try real.task(definition.name) { $0.state == .running }
            let before = try #require(try real.engine.specification(of: definition.name))
            var other = saying("new", real)
            other.update = definition.update
            #expect(try update(real, other).states == [.updating, .completed])
            #expect(try real.engine.specification(of: definition.name) != before)
            #expect(try real.engine.restore(before))
            #expect(try real.engine.specification(of: definition.name) == before)
            let again = try JSON.decode(ServiceSnapshot.self, from: JSON.line(before).utf8, source: "test")
            #expect(again == before)
            #expect(try real.engine.removeService(definition.name))
            #expect(try !real.engine.restore(before))
            #expect(try real.engine.specification(of: definition.name) == nil)
        }
    }

    /// A caller within the overlay that resolves the name anew for every request.
    private func caller(_ real: RealEngine) throws -> String {
        let caller = real.definition(
            "caller",
            script: """
                ask() { timeout 5 wget -q -O - http://web:8080/ 2>&1; }
                until ask >/dev/null; do sleep 0.1; done
                while :; do ask || echo failed; done
                """)
        try real.engine.createService(caller)
        return try #require(try real.task(caller.name) { $0.state == .running }.containerID)
    }

    private func words(_ real: RealEngine, _ container: String) throws -> [String] {
        var lines: [String] = []
        try real.engine.containerLogs(container) { line in
            lines.append(line.text)
            return true
        }
        return lines
    }

    @Test(arguments: [0, 1, 5]) func callersNeverFailWhileAnInternalServiceChanges(monitor: Double) throws {
        let real = try RealEngine()
        try real.withNetwork {
            let definition = saying("old", real)
            try real.engine.createService(definition)
            let container = try caller(real)
            let begun: Bool? = try poll(for: 30) { try words(real, container).count > 20 ? true : nil }
            #expect(begun == true)
            var changed = saying("new", real, warmUp: 1.5)
            changed.update = .init(.startFirst, monitor: monitor)
            changed.container.stopGracePeriod = 10
            let (states, seconds) = try update(real, changed)
            #expect(states == [.updating, .completed])
            let old: Bool? = try poll(for: 30) {
                try words(real, container).suffix(50).allSatisfy { $0 == "new" } ? true : nil
            }
            #expect(old == true)
            let all = try words(real, container)
            let failed = all.filter { $0 != "old" && $0 != "new" }
            print(
                "monitor \(monitor) s: the update took \(seconds) s, \(all.count) requests, failed: \(failed.prefix(4))"
            )
            let hasFailed = !failed.isEmpty
            #expect(!hasFailed, "\(failed.count) of \(all.count)")
            #expect(all.contains("old") && all.count > 100)
        }
    }

    @Test func aUnitIsNotFoundBeforeItIsHealthy() throws {
        let real = try RealEngine()
        try real.withNetwork {
            try real.engine.createService(saying("late", real, warmUp: 3))
            let asker = real.definition(
                "asker",
                script:
                    "while :; do nslookup -type=a web >/dev/null 2>&1 && echo yes || echo no; sleep 0.1; done")
            try real.engine.createService(asker)
            let id = try #require(try real.task(asker.name) { $0.state == .running }.containerID)
            let name = "\(real.app)_web"
            // Running, by its container, while the swarm still has it start.
            _ = try real.task(name) { $0.state == .starting && $0.containerID != nil }
            let early = try words(real, id)
            _ = try real.task(name) { $0.state == .running }
            let late: Bool? = try poll(for: 5) { try words(real, id).last == "yes" ? true : nil }
            #expect(late == true)
            #expect(!early.contains("yes"))
        }
    }
}
