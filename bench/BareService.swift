import Engine
import Model
import System
import TestSupport

/// A service made with docker's own commands, on a network of its own, on the same engine as ours.
struct BareService {
    let server: TestServer

    init(server: TestServer) {
        self.server = server
        // There already where another measurement made it.
        _ = try? server.docker("network", "create", "-d", "overlay", "--attachable", "bare")
    }

    /// The image that an app runs, by digest.
    func image(of app: String) throws -> String {
        let services = try server.docker(
            "service", "ls", "--filter", "label=\(EngineLabel.app)=\(app)", "--format", "{{.Image}}")
        guard let image = services.split(separator: "\n").first else {
            throw Failure(.unavailable, "'\(app)' runs no service")
        }
        return String(image)
    }

    /// Makes it and waits until all its units answer.
    func create(_ name: String, image: String, replicas: Int, saying text: String = "") throws {
        try server.docker(
            "service", "create", "-q", "--detach", "--with-registry-auth", "--no-resolve-image", "--network", "bare",
            "--endpoint-mode", "dnsrr", "--name", name, "--container-label", "slipway.app=bare", "--env", "PORT=8080",
            "--replicas", String(replicas), image)
        try awaitAnswers(of: name, count: replicas, saying: text)
    }

    func awaitAnswers(of name: String, count: Int, saying text: String = "") throws {
        let engine = Engine(socket: server.settings.engineSocket)
        var answered: Set<String> = []
        let all = try poll(for: 60, every: 0.002) { () -> Bool? in
            for unit in try units(of: name, engine) where !answered.contains(unit.id) {
                guard let address = unit.bridgeAddress,
                    let answer = HTTP.get(host: "bare", address: address, port: 8080, limit: 2),
                    text.isEmpty || answer.body.contains(text)
                else { continue }
                answered.insert(unit.id)
            }
            return answered.count >= count ? true : nil
        }
        guard all == true else {
            throw Failure(.unavailable, "\(answered.count) of \(count) units of the bare service '\(name)' answer")
        }
    }

    /// Waits until it has no more units than this.
    func awaitUnits(of name: String, count: Int) throws {
        let engine = Engine(socket: server.settings.engineSocket)
        _ = try poll(for: 60, every: 0.05) { try units(of: name, engine).count <= count ? true : nil }
    }

    private func units(of name: String, _ engine: Engine) throws -> [Unit] {
        try engine.units(labels: ["com.docker.swarm.service.name=\(name)"])
    }
}
