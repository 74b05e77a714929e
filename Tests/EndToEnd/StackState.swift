import Model
import TestSupport

/// What the engine has of an app, by id: looked at before something and after.
struct StackState: Equatable, CustomStringConvertible {
    /// Units that run.
    let units: Set<String>
    let services: Set<String>
    let networks: Set<String>
    let secrets: Set<String>
    let configs: Set<String>
    let volumes: Set<String>

    init(_ app: StackApp) throws {
        func ids(_ what: String...) throws -> Set<String> {
            let label = "label=\(EngineLabel.app)=\(app.name)"
            return Set(try app.server.docker(what + ["-q", "--filter", label]).split(separator: "\n").map(String.init))
        }
        units = try ids("ps", "--no-trunc")
        services = try ids("service", "ls")
        networks = try ids("network", "ls")
        secrets = try ids("secret", "ls")
        configs = try ids("config", "ls")
        volumes = try ids("volume", "ls")
    }

    var isEmpty: Bool { [units, services, networks, secrets, configs, volumes].allSatisfy(\.isEmpty) }

    var description: String {
        """
        units \(units.sorted()), services \(services.sorted()), networks \(networks.sorted()), secrets \
        \(secrets.sorted()), configs \(configs.sorted()), volumes \(volumes.sorted())
        """
    }
}
