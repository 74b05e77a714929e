import Model

/// What the services of a stack are to each other.
extension ServiceDrafts {
    mutating func resolve() {
        checkUnits()
        checkHostPorts()
        checkOrder()
        route()
        findOneShots()
        NameConflicts(drafts: self).check()
    }

    func refuse(_ service: ServiceName, _ why: String, hint: String? = nil) {
        fields[service]?.refuse(why, hint: hint)
    }

    private func checkUnits() {
        let units = services.reduce(0) { $0 + $1.replicas }
        if units > Project.Bound.units, let first = services.first {
            refuse(first.name, "and the others come to \(units) units; \(Project.Bound.units) are the most of a stack")
        }
    }

    private func checkHostPorts() {
        var owners: [String: ServiceName] = [:]
        for service in services {
            for port in service.ports {
                if let owner = owners.updateValue(service.name, forKey: "\(port.published)/\(port.kind)") {
                    refuse(service.name, "port \(port.published) of the host is that of service '\(owner)' already")
                }
            }
        }
    }

    /// No service may wait for itself, by however many others.
    private func checkOrder() {
        var isDone: [ServiceName: Bool] = [:]
        func visit(_ name: ServiceName, _ way: [ServiceName]) {
            if isDone[name] == true { return }
            if isDone[name] == false {
                let loop = way.drop { $0 != name } + [name]
                refuse(name, "waits for itself: \(loop.map(\.rawValue).joined(separator: " → "))")
                return
            }
            isDone[name] = false
            for dependency in self[name]?.dependencies ?? [] { visit(dependency.service, way + [name]) }
            isDone[name] = true
        }
        for service in services { visit(service.name, []) }
    }

    subscript(_ name: ServiceName) -> StackService? { places[name].map { services[$0] } }

    /// Which service requests from outside go to, and to which of its ports.
    private mutating func route() {
        guard let name = candidate(), let place = places[name] else { return }
        routed = name
        let service = services[place]
        services[place].port = wishes[name]?.port ?? service.expose.first { $0.kind == .tcp }?.port
        for other in services where other.name != name && wishes[other.name]?.port != nil {
            refuse(other.name, "has the label slipway.port, but requests go to service '\(name)'")
        }
        let internals = Set(parts.networks.filter(\.isInternal).map(\.name))
        if service.networks.allSatisfy({ internals.contains($0.network) }) {
            refuse(
                name, "requests go to it, but it has only internal networks, which nothing outside reaches",
                hint: "add the network 'default'")
        }
    }

    private func candidate() -> ServiceName? {
        let labelled = services.map(\.name).filter { wishes[$0]?.domainLabel != nil }
        if labelled.count > 1 {
            let names = labelled.map(\.rawValue).joined(separator: ", ")
            wishes[labelled[1]]?.domainLabel?.refuse("stands on \(names); one service is the most")
            return nil
        }
        if let first = labelled.first { return first }
        if self[.web] != nil { return .web }
        // `ports` are for the world, `expose` is for the neighbours: that says nothing unless nobody has ports.
        let published = services.filter { wishes[$0.name]?.hasPorts == true }
        let open = published.isEmpty ? services.filter { !$0.expose.isEmpty } : published
        if open.count == 1 { return open.first?.name }
        if services.count == 1 { return services.first?.name }
        let candidates = (open.isEmpty ? services : open).prefix(20).map(\.name.rawValue).joined(separator: ", ")
        if reading.isWhole, let first = services.first, let field = fields[first.name] {
            reading.add(
                "which service do requests go to? candidates are \(candidates)", at: field.node.mark,
                hint: "give one of them the label slipway.domain, with a domain or with \"\", or call it web")
        }
        return nil
    }

    /// As people made them in fig's time: it runs nothing, and others take its volumes.
    private func isDataOnly(_ service: StackService) -> Bool {
        let program = service.container.command?.first ?? ""
        return ["true", "/bin/true", "echo"].contains(program) && service.name != routed
            && services.contains { other in other.mountsFrom.contains { $0.service == service.name } }
    }

    /// A service ends by itself where another waits for its success, or where it is never started again and nobody
    /// waits for its health.
    private mutating func findOneShots() {
        let waits = services.flatMap { service in service.dependencies.map { (service.name, $0) } }
        for place in services.indices {
            let name = services[place].name
            let mine = waits.filter { $0.1.service == name }
            let restart = wishes[name]?.restart
            if let (waiting, _) = mine.first(where: { $0.1.condition == .completed }) {
                if name == routed {
                    refuse(name, "'\(waiting)' waits for its end, but requests go to it")
                } else if restart == nil {
                    services[place].restart.condition = .none
                } else if services[place].restart.condition == .any {
                    restart?.refuse(
                        "it never ends, and '\(waiting)' waits for its success", hint: "\"no\" or on-failure")
                }
                services[place].isOneShot = true
            } else if restart == nil, isDataOnly(services[place]) {
                services[place].restart.condition = .none
                services[place].isOneShot = true
            } else if restart != nil, services[place].restart.condition == .none, name != routed {
                services[place].isOneShot = !mine.contains { $0.1.condition == .healthy }
            }
        }
    }
}
