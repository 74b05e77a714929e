import Glibc
import Model
import System
import Testing

@testable import Engine

/// Against a real engine: services, their tasks, units and logs.
@Suite(.serialized, .enabled(if: RealEngine.isThere)) struct ServiceGatewayTests {
    @Test func aServiceRunsAndTheHostReachesItsUnit() throws {
        let real = try RealEngine()
        try real.withNetwork {
            var definition = real.definition(
                "web", script: "echo started; mkdir /www; echo hello >/www/index.html; exec httpd -f -p 8080 -h /www")
            definition.container.labels[EngineLabel.release] = "3"
            definition.container.labels[EngineLabel.port] = "8080"
            let id = try real.engine.createService(definition)
            let task = try real.task(id) { $0.state == .running }
            let unit = try #require(try real.engine.units(labels: [real.label]).first)
            #expect(unit.app == real.app && unit.service == .web && unit.release == ReleaseNumber(3))
            #expect(unit.id == task.containerID && unit.taskID == task.id && unit.engineName == definition.name)
            #expect(unit.port == 8080 && unit.state == "running" && unit.health == .none)
            #expect(unit.addresses.keys.sorted() == [real.app.rawValue])
            let address = try #require(unit.bridgeAddress)
            let answer: String? = poll(for: 10) {
                try? Command(["busybox", "wget", "-q", "-O", "-", "http://\(address):8080/"]).check("ask the unit")
            }
            #expect(answer == "hello\n")

            let service = try #require(try real.engine.services(labels: [real.label]).first)
            #expect(service.id == id && service.name == definition.name && service.replicas == 1)
            #expect(try real.engine.service(named: definition.name) == service)
            #expect(try real.engine.service(named: String(id.prefix(10))) == nil)
            let container = try #require(try real.engine.container(unit.id))
            #expect(container.state.status == "running" && container.state.pid > 0 && container.state.started != nil)
            #expect(container.state.finished == nil && container.health == nil)
            let failure = #expect(throws: Failure.self) { try real.engine.createService(definition) }
            #expect(failure?.code == .temporary)
        }
    }

    @Test func aCrashLeavesItsExitCode() throws {
        let real = try RealEngine()
        try real.withNetwork {
            var definition = real.definition("job", script: "echo no >&2; exit 7")
            definition.restart = .init(.none)
            try real.engine.createService(definition)
            let task = try real.task(definition.name) { $0.state == .failed }
            #expect(task.exitCode == 7 && task.error != nil && task.slot == 1)
            let containerID = try #require(task.containerID)
            let container = try #require(try real.engine.container(containerID))
            #expect(container.state.status == "exited" && container.state.exitCode == 7 && !container.state.oomKilled)
            #expect(container.state.finished != nil)
            #expect(try real.engine.units(labels: [real.label]).isEmpty)
            #expect(try real.engine.containers(all: true, labels: [real.label]).map(\.state) == ["exited"])
            #expect(try logs(real.engine, task) == [["no"], ["no"], ["no"]])
        }
    }

    /// The text of the lines by each of the three ways to read them.
    private func logs(_ engine: Engine, _ task: SwarmTask) throws -> [[String]] {
        var lines: [[LogLine]] = [[], [], []]
        try engine.containerLogs(task.containerID ?? "") { line in
            lines[0].append(line)
            return true
        }
        try engine.serviceLogs(task.serviceID) { line in
            lines[1].append(line)
            return true
        }
        try engine.taskLogs(task.id) { line in
            lines[2].append(line)
            return true
        }
        #expect(lines[1].allSatisfy { $0.taskID == task.id } && lines[2].allSatisfy { $0.taskID == task.id })
        #expect(lines.joined().allSatisfy { $0.time != nil && $0.stream == .error })
        return lines.map { $0.map(\.text) }
    }

    @Test func aLogIsFollowedUntilItIsCancelled() throws {
        let real = try RealEngine()
        try real.withNetwork {
            let script = "echo one; echo two >&2; head -c 20000 /dev/zero | tr '\\0' x; echo; exec sleep 1000"
            let id = try real.engine.createService(real.definition("web", script: script))
            _ = try real.task(id) { $0.state == .running }
            let subscription = Subscription()
            let lines = Shared<[LogLine]>([])
            let ended = Signal()
            Threads.start {
                try? real.engine.serviceLogs(id, LogSelection(follow: true), subscription: subscription) { line in
                    lines.update { $0.append(line) }
                    return true
                }
                ended.raise()
            }
            let all: [LogLine]? = poll(for: 20) { lines.value.count >= 3 ? lines.value : nil }
            #expect(Set((all ?? []).map { $0.text.utf8.count }) == [3, 20000])
            #expect(all?.first { $0.text == "two" }?.stream == .error)
            subscription.cancel()
            #expect(ended.wait(for: 5))
            var last: [String] = []
            try real.engine.serviceLogs(id, LogSelection(tail: 1)) { line in
                last.append(line.text)
                return true
            }
            #expect(last.count == 1)
        }
    }

    @Test func aTerminalsLogIsReadToo() throws {
        let real = try RealEngine()
        try real.withNetwork {
            var definition = real.definition("web", script: "echo one; echo two >&2; cat")
            definition.container.terminal = true
            let id = try real.engine.createService(definition)
            let task = try real.task(id) { $0.state == .running }
            let seen: [String]? = try poll(for: 10) {
                var lines: [String] = []
                try real.engine.containerLogs(task.containerID ?? "") { line in
                    lines.append(line.text)
                    return true
                }
                return lines.count == 2 ? lines : nil
            }
            #expect(seen == ["one", "two"])
        }
    }

    @Test func anUpdateFromAnOutdatedVersionIsTemporary() throws {
        let real = try RealEngine()
        try real.withNetwork {
            var definition = real.definition("web", script: "exec sleep 1000")
            let id = try real.engine.createService(definition)
            _ = try real.task(id) { $0.state == .running }
            let old = try #require(try real.engine.service(named: definition.name))
            definition.container.environment = ["A": "1"]
            definition.update = .init(.startFirst, monitor: 0.1)
            try real.engine.updateService(id, version: old.version, definition)
            let failure = #expect(throws: Failure.self) {
                try real.engine.updateService(id, version: old.version, definition)
            }
            #expect(failure?.code == .temporary)
            let state: ServiceUpdate.State? = try poll(for: 30) {
                let state = try real.engine.service(named: definition.name)?.update?.state
                return state == .completed ? state : nil
            }
            #expect(state == .completed)
            #expect(try real.engine.tasks(service: id).filter { $0.desiredState == .running }.count == 1)
            let gone = Failure.Code.notFound
            let missing = #expect(throws: Failure.self) {
                try real.engine.updateService("there-is-none", version: 1, definition)
            }
            #expect(missing?.code == gone)
        }
    }

    @Test func aFailingHealthcheckIsTold() throws {
        let real = try RealEngine()
        try real.withNetwork {
            var definition = real.definition("web", script: "exec sleep 1000")
            definition.restart = .init(.none)
            definition.healthcheck = .init(test: ["CMD-SHELL", "echo not well; exit 1"], interval: 0.1, retries: 1)
            let id = try real.engine.createService(definition)
            let task = try real.task(id) { $0.state == .failed }
            let containerID = try #require(task.containerID)
            let container = try #require(try real.engine.container(containerID))
            #expect(container.health?.status == .unhealthy)
            // Not the last: a check that was under way when the container was stopped comes after it.
            #expect(container.health?.log.contains { $0.output == "not well\n" && $0.exitCode == 1 } == true)
        }
    }
}
