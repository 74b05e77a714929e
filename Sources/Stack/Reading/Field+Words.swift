import Model

extension Field {
    private static let parts = [
        "services": "service", "networks": "network", "volumes": "volume", "secrets": "secret", "configs": "config",
    ]

    /// A key path in the words of people: `'deploy.replicas' of service 'web'`.
    static func words(_ path: [String]) -> String {
        let names = path.filter { $0 != "*" }
        guard let first = names.first else { return "the file" }
        guard let part = parts[first], names.count > 1 else { return names.joined(separator: ".").quotedForPeople }
        let owner = "\(part) \(names[1].quotedForPeople)"
        return names.count == 2 ? owner : "\(names[2...].joined(separator: ".").quotedForPeople) of \(owner)"
    }
}
