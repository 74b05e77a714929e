import Engine
import Model
import Store
import System
import TestSupport
import Testing

@testable import Crashes

/// The engine that the gateway tests use; they are skipped where none answers.
private enum TestEngine {
    static let socket = Environment.value("SLIPWAY_TEST_ENGINE") ?? "/var/run/docker.sock"
    static let isThere = Engine(socket: socket).ping()
}

/// Against a real engine: what a recorder makes of its units' ends.
@Suite(.serialized, .enabled(if: TestEngine.isThere)) struct RecorderGatewayTests {
    private let engine = Engine(socket: TestEngine.socket)
    private let folder: TemporaryFolder
    private let store: SQLiteStore
    private let app: AppName

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore("\(folder.path)/store.db")
        app = try AppName("c\(UInt32.random(in: 0...UInt32.max))")
        try store.createApp(app, domain: nil)
        // Another suite may be faster.
        let swarm: Bool? = try poll(for: 10) {
            let state = try engine.swarmState()
            if state == .inactive { _ = try? engine.initSwarm() }
            if case .active = state { return true }
            return nil
        }
        try #require(swarm == true)
        if try engine.image("busybox:latest") == nil {
            let root = #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
            var command = Command(["scripts/base-image"], directory: root)
            command.environment["DOCKER_HOST"] = "unix://\(TestEngine.socket)"
            try command.check("make the image 'busybox'")
        }
    }

    /// Runs a test while a recorder runs, and removes all that it made.
    private func withRecorder(_ body: () throws -> Void) throws {
        let recorder = CrashRecorder(engine: engine, store: store)
        let ended = Signal()
        Threads.start {
            recorder.run()
            ended.raise()
        }
        let outcome = Result { try body() }
        recorder.stop()
        #expect(ended.wait(for: 10), "a recorder that is told to stop ends")
        try outcome.get()
    }

    private func clean() {
        let label = "\(EngineLabel.app)=\(app)"
        for service in (try? engine.services(labels: [label])) ?? [] { _ = try? engine.removeService(service.name) }
        _ = poll(for: 30) { () -> Bool? in
            let left = (try? engine.containers(all: true, labels: [label])) ?? []
            for container in left { _ = try? engine.removeContainer(container.id, force: true) }
            return left.isEmpty ? true : nil
        }
    }

    @discardableResult
    private func start(
        _ service: String, _ script: String, _ change: (inout ServiceDefinition) -> Void = { _ in }
    ) throws -> String {
        var definition = ServiceDefinition(name: "\(app)_\(service)", image: "busybox:latest")
        definition.container.labels = [
            EngineLabel.app: app.rawValue, EngineLabel.service: service, EngineLabel.release: "4",
        ]
        definition.labels = definition.container.labels
        definition.container.entrypoint = ["sh", "-c"]
        definition.container.command = [script]
        definition.restart = .init(.none)
        definition.container.stopGracePeriod = 1
        change(&definition)
        try engine.createService(definition)
        return definition.name
    }

    private func crash(of service: String, within seconds: Double = 30) throws -> Crash? {
        try poll(for: seconds) { try store.crashes(of: app).first { $0.service?.rawValue == service } }
    }

    @Test func everyKindOfDeathIsRecordedAndNoEndThatWasAskedFor() throws {
        defer { clean() }
        try withRecorder {
            let retired = try start("retired", "trap 'exit 1' TERM; while :; do sleep 0.1; done")
            try start("failed", "echo one; echo two; exit 7")
            try start("done", "exit 0")
            // Process 1 can't send itself a signal that ends it.
            try start("killed", "kill -SEGV $$") { $0.container.initProcess = true }
            try start("unwell", "exec sleep 1000") {
                $0.healthcheck = .init(test: ["CMD", "false"], interval: 0.2, retries: 1)
            }
            try start("hungry", "exec tail /dev/zero") { $0.limits = .init(memory: 16 << 20) }
            let failed = try #require(try crash(of: "failed"))
            #expect(failed.ending == Ending(exitCode: 7) && failed.lines == ["one", "two"])
            #expect(failed.release == ReleaseNumber(4) && failed.unit.utf8.count == 64)
            #expect(abs(failed.time - secondsSince1970()) < 60)
            #expect(try crash(of: "done")?.ending == Ending(exitCode: 0))
            #expect(try crash(of: "unwell")?.ending.unhealthy == true)
            let hungry = try crash(of: "hungry")?.ending.words
            #expect(hungry?.contains("out of memory: its limit is 16 MiB") == true, "\(hungry ?? "")")
            #expect(try crash(of: "killed")?.ending.signal == "SIGSEGV")
            // Once it runs it is asked to end, and says 1.
            let running: Bool? = try poll(for: 30) {
                try engine.containers(labels: ["com.docker.swarm.service.name=\(retired)"]).isEmpty ? nil : true
            }
            #expect(running == true)
            try engine.removeService(retired)
            let gone: Bool? = try poll(for: 30) {
                try engine.containers(labels: ["com.docker.swarm.service.name=\(retired)"]).isEmpty ? true : nil
            }
            #expect(gone == true)
            try start("last", "exit 9")
            #expect(try crash(of: "last") != nil, "what came after is recorded")
            #expect(try crash(of: "retired", within: 0) == nil)
        }
        #expect(try store.crashes(of: app).count == 6)
    }

    @Test func whatHappenedWhileNobodyLookedIsRecordedOnce() throws {
        defer { clean() }
        let name = try start("early", "echo early; exit 5")
        let over: Bool? = try poll(for: 30) {
            try engine.tasks(service: name).contains { $0.state == .failed } ? true : nil
        }
        #expect(over == true)
        for _ in 0..<2 {
            try withRecorder {
                #expect(try crash(of: "early")?.lines == ["early"])
                try start("marker\(UInt32.random(in: 0...UInt32.max))", "exit 1")
                let count = try store.crashes(of: app).count
                let more: Bool? = try poll(for: 30) { try store.crashes(of: app).count > count ? true : nil }
                #expect(more == true)
            }
        }
        #expect(try store.crashes(of: app).filter { $0.service?.rawValue == "early" }.count == 1)
    }

    @Test func moreThanIsKeptOfWhatAUnitPrintsIsCut() throws {
        defer { clean() }
        try withRecorder {
            try start("chatty", "for i in $(seq 200); do printf '%s %0600d\\n' $i 0; done; exit 1")
            let lines = try #require(try crash(of: "chatty")).lines
            #expect(lines.count == 50)
            #expect(lines.last?.hasPrefix("200 0") == true)
            #expect(lines.allSatisfy { $0.utf8.count <= 500 })
        }
    }
}
