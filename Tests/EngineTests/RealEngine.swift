import Glibc
import Model
import System
import Testing

@testable import Engine

/// The engine that the gateway tests use: a real one, in a swarm and with the image `busybox`. What a test makes in
/// it carries a name of its own and goes when the test ends; the swarm and the image stay, for other tests' sake.
struct RealEngine {
    static let socket = Environment.value("SLIPWAY_TEST_ENGINE") ?? "/var/run/docker.sock"
    /// Whether one answers; the gateway tests are skipped where none does.
    static let isThere = Engine(socket: socket).ping()
    static let image = "busybox:latest"

    let engine = Engine(socket: Self.socket)
    let app: AppName

    init() throws {
        app = try AppName("t\(UInt32.random(in: 0...UInt32.max))")
        // Another suite may be faster.
        let swarm: Bool? = try poll(for: 10) {
            let state = try engine.swarmState()
            if state == .inactive { _ = try? engine.initSwarm() }
            if case .active = state { return true }
            return nil
        }
        try #require(swarm == true)
        if try engine.image(Self.image) == nil {
            var command = Command(["scripts/base-image"], directory: Self.root)
            command.environment["DOCKER_HOST"] = "unix://\(Self.socket)"
            try command.check("make the image 'busybox'")
        }
    }

    /// The repository that this file lies in.
    static var root: String {
        #filePath.split(separator: "/").dropLast(3).reduce("") { "\($0)/\($1)" }
    }

    var label: String { "\(EngineLabel.app)=\(app)" }
    var labels: [String: String] { [EngineLabel.app: app.rawValue] }

    /// Runs a test with a network of its own, and removes all that it made.
    func withNetwork(_ body: () throws -> Void) throws {
        try engine.createNetwork(NetworkDefinition(name: app.rawValue, labels: labels))
        let outcome = Result { try body() }
        try clean()
        try outcome.get()
    }

    private func clean() throws {
        for service in try engine.services(labels: [label]) { try engine.removeService(service.name) }
        // By itself the swarm waits three seconds before it stops a container, and as long again to remove it.
        let gone: Bool? = try poll(for: 30) {
            let left = try engine.containers(all: true, labels: [label])
            for container in left { _ = try? engine.removeContainer(container.id, force: true) }
            return left.isEmpty ? true : nil
        }
        #expect(gone == true)
        for network in try engine.networks(labels: [label]) {
            let removed: Bool? = poll(for: 30) { try? engine.removeNetwork(network.name) }
            #expect(removed == true)
        }
    }

    /// A service of the app's, on its network.
    func definition(_ service: String, script: String) -> ServiceDefinition {
        var definition = ServiceDefinition(name: "\(app)_\(service)", image: Self.image)
        definition.labels = labels
        definition.container.labels = labels
        definition.container.labels[EngineLabel.service] = service
        definition.container.entrypoint = ["sh", "-c"]
        definition.container.command = [script]
        definition.networks = [.init(app.rawValue, aliases: [service])]
        definition.container.initProcess = true
        definition.container.stopGracePeriod = 0
        definition.restart = .init(.any, delay: 0)
        return definition
    }

    /// Waits for a task of a service that is as wanted.
    func task(_ service: String, where wanted: (SwarmTask) -> Bool) throws -> SwarmTask {
        try #require(try poll(for: 30, every: 0.005) { try engine.tasks(service: service).first(where: wanted) })
    }

    /// What a service printed whose unit ends by itself.
    func output(of definition: ServiceDefinition) throws -> [String] {
        try engine.createService(definition)
        let task = try task(definition.name) { $0.state.isOver }
        var lines: [String] = []
        guard let id = task.containerID else { return ["no container: \(task.error ?? task.message)"] }
        try engine.containerLogs(id) { line in
            lines.append(line.text)
            return true
        }
        return lines
    }

    /// Builds an image upon ours, by the engine's own builder.
    func build(_ tag: String, _ instructions: String...) throws {
        var command = Command(["docker", "build", "--quiet", "--tag", tag, "-"])
        command.environment["DOCKER_HOST"] = "unix://\(Self.socket)"
        command.environment["DOCKER_BUILDKIT"] = "0"
        command.input = Array((["FROM \(Self.image)"] + instructions).joined(separator: "\n").utf8)
        try command.check("build '\(tag)'")
    }
}
