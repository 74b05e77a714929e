import Model

/// What a service is to the other services and networks of its stack.
extension ServiceReader {
    func relations(_ keys: Keys, _ service: inout StackService) {
        for (other, field) in keys["depends_on"]?.entries() ?? [] {
            guard let dependency = dependency(on: other, field) else { continue }
            service.dependencies.append(dependency)
        }
        service.hasLinkVariables = reading.isFig
        for field in keys["links"]?.list() ?? [] {
            guard let link = link(field) else { continue }
            if !service.links.contains(link) { service.links.append(link) }
            imply(link.service, &service)
        }
        for field in keys["volumes_from"]?.list() ?? [] {
            guard let from = mountsFrom(field) else { continue }
            service.mountsFrom.append(from)
            imply(from.service, &service)
        }
    }

    /// A dependency that goes without saying.
    private func imply(_ other: ServiceName, _ service: inout StackService) {
        guard !service.dependencies.contains(where: { $0.service == other }) else { return }
        service.dependencies.append(.init(on: other))
    }

    private func dependency(on name: String, _ field: Field) -> StackService.Dependency? {
        var condition = StackService.Dependency.Condition.started
        var isRequired = true
        var restarts = false
        if !field.node.isNull {
            field.keys { keys in
                condition = keys["condition"]?.word(StackService.Dependency.Condition.self) ?? .started
                isRequired = keys["required"]?.boolean() ?? true
                restarts = keys["restart"]?.boolean() ?? false
            }
        }
        guard isRequired || services.contains(name), let other = other(name, field) else { return nil }
        return .init(on: other, condition, restarts: restarts)
    }

    /// Another service of the stack.
    private func other(_ name: String, _ field: Field) -> ServiceName? {
        guard services.contains(name), let other = ServiceName(rawValue: name) else {
            field.refuse(
                "the stack has no service \(name.quotedForPeople)",
                hint: Nearest.to(name, in: services.sorted()).map { "did you mean '\($0)'?" })
            return nil
        }
        guard other != self.name else {
            field.refuse("a service can't refer to itself")
            return nil
        }
        return other
    }

    /// `db`, `db:database`.
    private func link(_ field: Field) -> StackService.Link? {
        guard let text = field.text() else { return nil }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let other = other(parts[0], field), let alias = alias(parts.last ?? parts[0], field) else { return nil }
        return StackService.Link(to: other, as: alias)
    }

    private func alias(_ text: String, _ field: Field) -> String? {
        guard ServiceName(rawValue: text) != nil else {
            field.refuse("\(text.quotedForPeople) is no name of a host")
            return nil
        }
        return text
    }

    /// `data`, `data:ro`.
    private func mountsFrom(_ field: Field) -> StackService.MountsFrom? {
        guard let text = field.text() else { return nil }
        guard !text.hasPrefix("container:") else {
            field.refuse(
                "\(text.quotedForPeople) is no container of the app's own", hint: "name a service of the stack")
            return nil
        }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 1 || (parts.count == 2 && ["ro", "rw"].contains(parts[1])) else {
            field.refuse("\(text.quotedForPeople) has another mode than 'ro' and 'rw'")
            return nil
        }
        return other(parts[0], field).map { .init($0, readOnly: parts.last == "ro" && parts.count == 2) }
    }

    func attachments(_ keys: Keys, _ service: inout StackService) {
        if let mode = keys["network_mode"], let text = mode.text(), !["", "bridge", "default"].contains(text) {
            let why = text == "none" ? "can't be honoured under Swarm" : "would leave the app's own network"
            mode.refuse("\(text.quotedForPeople) \(why)", hint: "leave it out: an app has a network of its own")
        }
        guard let field = keys["networks"], field.node.mapping?.pairs.isEmpty != true else {
            service.networks = [.init(Stack.defaultNetwork)]
            return
        }
        for (network, field) in field.entries() {
            let aliases = field.node.isNull ? [] : field.keys(aliases) ?? []
            guard network == Stack.defaultNetwork || parts.networks.contains(where: { $0.name == network }) else {
                field.refuse(
                    "the stack has no network \(network.quotedForPeople)",
                    hint: Nearest.to(network, in: parts.networks.map(\.name)).map { "did you mean '\($0)'?" }
                        ?? "declare it in 'networks'")
                continue
            }
            service.networks.append(.init(network, aliases: aliases))
        }
    }

    private func aliases(_ keys: Keys) -> [String] {
        keys["aliases"]?.list().compactMap { field in field.text().flatMap { alias($0, field) } } ?? []
    }
}
