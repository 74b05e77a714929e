import Model

extension ServiceReader {
    /// Labels of the containers and of the engine's service; ours may stand in either.
    func labels(_ keys: Keys, _ service: inout StackService, _ wishes: inout ServiceWishes) {
        let container = keys["labels"]
        let deploy = keys["deploy"]?.node.mapping?["labels"].flatMap { node in
            node.isNull ? nil : Field(node: node, path: keys.field.path + ["deploy", "labels"], reading: reading)
        }
        service.container.labels = read(container, &service, &wishes)
        service.labels = read(deploy, &service, &wishes)
    }

    private func read(
        _ field: Field?, _ service: inout StackService, _ wishes: inout ServiceWishes
    ) -> [String: String] {
        guard let field else { return [:] }
        let catalog = CatalogPolicy(app: reading.app, service: name.rawValue, services: services)
        for (label, value) in field.entries() {
            catalog.check(label, value)
            switch label {
            case LabelPolicy.domain:
                wishes.domainLabel = value
                service.domains = domains(value)
            case LabelPolicy.port: wishes.port = value.integer(in: 1...65535)
            case LabelPolicy.pinned: service.isPinned = value.boolean() ?? false
            default: break
            }
        }
        var labels = reading.labels.serviceLabels(field)
        for label in LabelPolicy.ours { labels[label] = nil }
        return labels
    }

    /// One or several, separated by commas; none is the app's own alone.
    private func domains(_ field: Field) -> [Domain] {
        guard !field.node.isNull, let text = field.text() else { return [] }
        var domains: [Domain] = []
        for part in text.split(separator: ",") {
            guard let domain = reading.attempt(field, { () throws(Failure) in try Domain(part.trimmed.lowercased()) })
            else { continue }
            if !domains.contains(domain) { domains.append(domain) }
        }
        return domains
    }
}
