import Model

/// The variables that fig gave for each link: `DB_1_PORT=tcp://db:5432` and the like.
///
/// Where fig had an address this has the host name: an address isn't known before the start, and changes after.
/// Source: fig 1.0, 'Environment variables reference'.
struct LinkVariables {
    private(set) var values: [String: String] = [:]

    init(
        _ service: StackService, in stack: Stack, app: AppName,
        exposed: (StackService) -> [StackService.ExposedPort]
    ) {
        for link in service.links {
            guard let other = stack[link.service] else { continue }
            let ports = exposed(other).sorted { ($0.port, $0.kind.rawValue) < ($1.port, $1.kind.rawValue) }
            // fig linked each container three times: by its alias, as `db_1` and as `project_db_1`.
            for name in [link.alias, "\(other.name)_1", "\(app)_\(other.name)_1"] {
                add(name, host: link.alias, ports, of: "/\(app)_\(service.name)_1/\(name)")
            }
        }
    }

    private mutating func add(_ name: String, host: String, _ ports: [StackService.ExposedPort], of place: String) {
        let prefix = String(name.uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })
        values["\(prefix)_NAME"] = place
        if let first = ports.first { values["\(prefix)_PORT"] = "\(first.kind.rawValue)://\(host):\(first.port)" }
        for port in ports {
            let kind = port.kind.rawValue
            let start = "\(prefix)_PORT_\(port.port)_\(kind.uppercased())"
            values[start] = "\(kind)://\(host):\(port.port)"
            values["\(start)_ADDR"] = host
            values["\(start)_PORT"] = String(port.port)
            values["\(start)_PROTO"] = kind
        }
    }
}
