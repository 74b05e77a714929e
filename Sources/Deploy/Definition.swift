import Engine
import Model
import Store
import System

/// What the engine is told of one service of one release.
struct Definition {
    /// Seconds from a unit's stop signal to its end by force.
    static let stopGracePeriod = 10.0

    let service: ServiceRelease
    let engineService: ServiceDefinition

    /// A routed service: its name carries the hash of all the rest, so that two releases of it can run side by side
    /// and the same definition is the same service.
    static func routed(
        _ ticket: ServiceTicket, image: RegistryImage, port: Int, release: Release,
        configuration: Configuration = [:], registry: String
    ) throws -> Definition {
        let labels = [
            EngineLabel.app: release.app.rawValue,
            EngineLabel.service: ticket.service.rawValue,
            EngineLabel.release: String(release.number.value),
            EngineLabel.port: String(port),
            EngineLabel.stack: release.app.rawValue,
        ]
        let ours = [
            "PORT": "\(port)", "SLIPWAY_APP": "\(release.app)", "SLIPWAY_COMMIT": "\(release.commit)",
            "SLIPWAY_RELEASE": "\(release.number)",
        ]
        let theirs = configuration.map { ("\($0.key)", $0.value.exposed) }
        var definition = ServiceDefinition(name: "", image: image.reference(at: registry))
        definition.labels = labels
        definition.container.labels = labels
        definition.container.environment = ours.merging(theirs) { ours, _ in ours }
        definition.networks = [
            .init(Self.network(release.app), aliases: [ticket.service.rawValue])
        ]
        definition.container.stopGracePeriod = stopGracePeriod
        if case .command(let check) = ticket.healthcheck { definition.healthcheck = check }
        // How many units there are changes in place: it is no part of the name.
        definition.name =
            try ticket.running
            ?? Self.name(
                app: release.app, service: ticket.service,
                hash: String(SHA256.hex(of: try JSON.line(definition)).prefix(6)))
        definition.replicas = ticket.replicas
        let service = ServiceRelease(
            service: ticket.service, image: image, engineName: definition.name, port: port, replicas: ticket.replicas,
            healthcheck: ticket.healthcheck)
        return Definition(service: service, engineService: definition)
    }

    /// The app's own overlay.
    static func network(_ app: AppName) -> String { "\(app)_default" }

    /// `shop_web_3fa9c1`, within the 63 characters that Swarm allows.
    static func name(app: AppName, service: ServiceName, hash: String) -> String {
        let room = 63 - app.rawValue.utf8.count - hash.utf8.count - 2
        return "\(app)_\(service.rawValue.prefix(room))_\(hash)"
    }
}
