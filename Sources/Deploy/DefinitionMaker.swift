import Engine
import Model
import Store
import System

/// Makes the engine's definition of a service from what its stack says of it.
struct DefinitionMaker {
    let stack: Stack
    let running: [Definitions.Running]
    let around: Definitions.Surroundings

    private var app: AppName { around.release.app }

    /// - Parameter others: Those that start before it.
    func definition(
        _ service: StackService, _ entry: Definitions.Running, behind others: [Definition] = []
    ) throws -> Definition {
        let port = service.name == stack.routed ? service.port ?? entry.traits.routedPort : nil
        var definition = ServiceDefinition(name: "", image: entry.image.reference(at: around.registry))
        definition.mounts = mounts(of: service)
        definition.ports = service.ports
        let isPinned =
            service.isPinned || !service.ports.isEmpty
            || definition.mounts.contains { if case .volume = $0.source { true } else { false } }
        let rollout: Rollout = service.isOneShot ? .once : isPinned ? .inPlace : .beside
        let labels = [
            EngineLabel.app: app.rawValue, EngineLabel.service: service.name.rawValue,
            EngineLabel.stack: app.rawValue, EngineLabel.port: port.map(String.init),
        ].compactMapValues { $0 }
        definition.labels = service.labels.merging(labels) { $1 }
        definition.container = service.container
        definition.container.labels.merge(labels) { $1 }
        // Where one that it depends on changes, so does this, and it gets new units.
        for dependency in service.dependencies where dependency.restarts {
            let other = others.first { $0.service.service == dependency.service }
            definition.container.labels["\(EngineLabel.after).\(dependency.service)"] = other?.service.definition
        }
        definition.container.environment = environment(of: service, port: port)
        definition.container.stopGracePeriod = service.container.stopGracePeriod ?? Definition.stopGracePeriod
        definition.networks = try networks(of: service)
        definition.secrets = files(service.secrets, .secret, of: stack.secrets)
        definition.configs = files(service.configs, .config, of: stack.configs)
        definition.limits = service.limits
        definition.reservations = service.reservations
        definition.logging = service.logging
        definition.placement = service.placement
        if isPinned { definition.placement.constraints.append("node.id==\(try around.node())") }
        if case .command(let check) = service.healthcheck { definition.healthcheck = check }
        definition.restart = rollout == .once ? service.restart.ending : service.restart
        definition.update = update(of: service, isPinned: isPinned)
        return try named(definition, service, entry, rollout, port)
    }

    /// The hash is of what makes other units necessary: not of how many there are, nor of which release they are.
    private func named(
        _ plain: ServiceDefinition, _ service: StackService, _ entry: Definitions.Running, _ rollout: Rollout,
        _ port: Int?
    ) throws -> Definition {
        var definition = plain
        let number = around.release.number
        // What runs once runs once a release.
        if rollout == .once { definition.container.environment["SLIPWAY_RELEASE"] = number.description }
        let hash = try entry.definition ?? EngineName.digest(JSON.line(definition), 12)
        definition.name =
            entry.running
            ?? EngineName.service(app, service.name, hash: rollout == .inPlace ? nil : String(hash.prefix(6)))
        definition.replicas = entry.replicas
        definition.labels[EngineLabel.definition] = hash
        definition.container.labels[EngineLabel.definition] = hash
        definition.labels[EngineLabel.release] = String(number.value)
        definition.container.labels[EngineLabel.release] = String(number.value)
        let record = ServiceRelease(
            service: service.name, image: entry.image, engineName: definition.name, definition: hash, rollout: rollout,
            port: port, replicas: entry.replicas, traits: entry.traits)
        return Definition(service: record, source: service, engineService: definition)
    }

    /// Goes back to what was live is ours to do, once for all services: the engine only stops where it is.
    private func update(of service: StackService, isPinned: Bool) -> UpdatePolicy {
        var policy = service.update ?? UpdatePolicy(monitor: 0.1)
        let order = policy.order ?? (isPinned ? .stopFirst : .startFirst)
        // Two units can't have one port of the host.
        policy.order = service.ports.isEmpty ? order : .stopFirst
        policy.failureAction = .pause
        return policy
    }

    /// What is built from the repository gets the app's configuration; what comes ready gets what it names.
    private func environment(of service: StackService, port: Int?) -> [String: String] {
        var environment = service.container.environment
        if service.hasLinkVariables {
            environment.merge(LinkVariables(service, in: stack, app: app, exposed: exposed).values) { old, _ in old }
        }
        if service.build != nil {
            for (name, value) in around.configuration { environment[name.rawValue] = value.exposed }
        }
        environment["SLIPWAY_APP"] = app.rawValue
        if let port { environment["PORT"] = String(port) }
        // One Dockerfile: a push restarts its units, as people expect who push an empty commit. Services of a stack
        // file keep theirs where nothing of them has changed.
        if stack.file == nil {
            environment["SLIPWAY_COMMIT"] = around.release.commit.rawValue
            environment["SLIPWAY_RELEASE"] = around.release.number.description
        }
        return environment
    }

    /// The ports that a service is reached at: those of the file, and those of its image.
    private func exposed(_ service: StackService) -> [StackService.ExposedPort] {
        let image = traits(of: service).ports.map { StackService.ExposedPort($0) }
        return service.expose + image.filter { !service.expose.contains($0) }
    }

    private func traits(of service: StackService) -> ImageTraits {
        running.first { $0.service == service.name }?.traits ?? ImageTraits()
    }

    private func networks(of service: StackService) throws -> [ServiceDefinition.NetworkAttachment] {
        let joined = service.networks.isEmpty ? [.init(Stack.defaultNetwork)] : service.networks
        let linked = stack.services.flatMap(\.links).filter { $0.service == service.name }.map(\.alias)
        // fig's names of a container.
        let numbered = service.hasLinkVariables ? ["\(service.name)_1", "\(app)_\(service.name)_1"] : []
        return try joined.map { attachment in
            var aliases: [String] = []
            for alias in [service.name.rawValue] + attachment.aliases + linked + numbered
            where !aliases.contains(alias) { aliases.append(alias) }
            let network = stack.allNetworks.first { $0.name == attachment.network }
            return .init(
                try EngineName.network(app, network ?? StackNetwork(name: attachment.network)), aliases: aliases)
        }
    }

    private func files(
        _ grants: [FileGrant], _ kind: SwarmFile.Kind, of files: [StackFile]
    ) -> [ServiceDefinition.FileReference] {
        grants.compactMap { grant in
            files.first { $0.name == grant.file }.map { file in
                // The engine's id of it is put in when it is there.
                ServiceDefinition.FileReference(
                    id: "", name: EngineName.file(app, kind, file), at: grant.target, user: grant.user,
                    group: grant.group, mode: grant.mode)
            }
        }
    }

    /// A service's own mounts, those of others that it takes over, and its image's volumes: each target once.
    private func mounts(of service: StackService, behind: Set<ServiceName> = []) -> [ServiceDefinition.Mount] {
        var mounts = service.mounts.map { mount in
            ServiceDefinition.Mount(source(of: mount, service), at: mount.target, readOnly: mount.readOnly)
        }
        func add(_ mount: ServiceDefinition.Mount) {
            if !mounts.contains(where: { $0.target == mount.target }) { mounts.append(mount) }
        }
        for taken in service.mountsFrom where !behind.contains(taken.service) {
            guard let other = stack[taken.service] else { continue }
            for var mount in self.mounts(of: other, behind: behind.union([service.name])) {
                if taken.readOnly { mount.readOnly = true }
                add(mount)
            }
        }
        for target in traits(of: service).volumes { add(.init(anonymous(service, target), at: target)) }
        return mounts
    }

    private func source(of mount: StackMount, _ service: StackService) -> ServiceDefinition.Mount.Source {
        switch mount.source {
        case .volume(let key):
            let labels = stack.volumes.first { $0.name == key }?.labels ?? [:]
            return .volume(
                EngineName.volume(app, key), labels: labels.merging(volumeLabels) { $1 }, noCopy: mount.noCopy)
        case .anonymous: return anonymous(service, mount.target)
        case .bind(let path): return .bind(path)
        case .temporary(let size, let mode): return .temporary(size: size, mode: mode)
        }
    }

    private func anonymous(_ service: StackService, _ target: String) -> ServiceDefinition.Mount.Source {
        .volume(EngineName.volume(app, service.name, at: target), labels: volumeLabels)
    }

    private var volumeLabels: [String: String] {
        [EngineLabel.app: app.rawValue, EngineLabel.stack: app.rawValue]
    }
}

extension RestartPolicy {
    /// Of what is to end: again where that was asked for and has an end.
    fileprivate var ending: RestartPolicy {
        condition == .onFailure && attempts > 0 ? self : RestartPolicy(.none)
    }
}
