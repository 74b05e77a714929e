import Model

/// How a definition reads as `ServiceSpec` of Docker Engine API v1.41, with `StartInterval` from v1.44 on.
extension ServiceDefinition {
    func wire(_ version: APIVersion) -> Wire {
        .some([
            "Name": .text(name), "Labels": .texts(labels), "TaskTemplate": taskTemplate(version),
            "Mode": .object(["Replicated": .object(["Replicas": .number(replicas)])]),
            "UpdateConfig": update?.wire, "RollbackConfig": (rollback ?? update)?.wireOfRollback,
            "EndpointSpec": .some(["Mode": .text("dnsrr"), "Ports": .list(ports.map(\.wire))]),
        ])
    }

    private func taskTemplate(_ version: APIVersion) -> Wire {
        .some([
            "ContainerSpec": containerSpec(version), "Resources": resources,
            "RestartPolicy": restart.wire, "Networks": .array(networks.map(\.wire)),
            "ForceUpdate": .number(forceUpdate), "LogDriver": logging.wire, "Placement": placement.wire,
        ])
    }

    private var resources: Wire {
        // The engine knows no reservation of processes.
        let reserved = Resources(memory: reservations.memory, processors: reservations.processors)
        return .some(["Limits": .some(limits.members), "Reservations": .options(reserved.members)])
    }
}

extension ServiceDefinition.NetworkAttachment {
    fileprivate var wire: Wire { .object(["Target": .text(network), "Aliases": .texts(aliases)]) }
}

extension PublishedPort {
    fileprivate var wire: Wire {
        .object([
            "Protocol": .text(kind.rawValue), "TargetPort": .number(target), "PublishedPort": .number(published),
            "PublishMode": .text("host"),
        ])
    }
}

extension RestartPolicy {
    fileprivate var wire: Wire {
        .object([
            "Condition": .text(condition.rawValue), "Delay": .nanoseconds(delay), "MaxAttempts": .number(attempts),
            "Window": .nanoseconds(window),
        ])
    }
}

extension Resources {
    fileprivate var members: [String: Wire?] {
        [
            "MemoryBytes": memory.map(Wire.number), "NanoCPUs": processors.map(Wire.nanoseconds),
            "Pids": processes.map(Wire.number),
        ]
    }
}

extension Logging {
    fileprivate var wire: Wire { .object(["Name": .text(driver), "Options": .texts(options)]) }
}

extension Placement {
    fileprivate var wire: Wire? {
        let preferences = spread.map { Wire.object(["Spread": .object(["SpreadDescriptor": .text($0)])]) }
        return .options([
            "Constraints": .list(constraints.map(Wire.text)), "Preferences": .list(preferences),
            "MaxReplicas": maxPerNode.map(Wire.number),
        ])
    }
}

extension UpdatePolicy {
    fileprivate var wire: Wire {
        .some([
            "Parallelism": .number(parallelism), "Delay": .nanoseconds(delay),
            "Order": order.map { .text($0.rawValue) },
            "FailureAction": .text(failureAction.rawValue), "Monitor": .nanoseconds(monitor),
            "MaxFailureRatio": .fraction(maxFailureRatio),
        ])
    }

    /// Where a rollback fails too there is nothing to go back to: it stops for a person.
    fileprivate var wireOfRollback: Wire {
        var policy = self
        if policy.failureAction == .rollback { policy.failureAction = .pause }
        return policy.wire
    }
}
