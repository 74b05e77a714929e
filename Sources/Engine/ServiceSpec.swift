/// How a definition reads as `ServiceSpec` of Docker Engine API v1.41, with `StartInterval` from v1.44 on.
extension ServiceDefinition {
    func wire(_ version: APIVersion) -> Wire {
        .some([
            "Name": .text(name), "Labels": .texts(labels), "TaskTemplate": taskTemplate(version),
            "Mode": .object(["Replicated": .object(["Replicas": .number(replicas)])]),
            "UpdateConfig": update?.wire, "RollbackConfig": update?.rollback,
            "EndpointSpec": .some([
                "Mode": .text("dnsrr"), "Ports": ports.isEmpty ? nil : .array(ports.map(\.wire)),
            ]),
        ])
    }

    private func taskTemplate(_ version: APIVersion) -> Wire {
        .some([
            "ContainerSpec": container(version), "Resources": .object(["Limits": limits.wire]),
            "RestartPolicy": restart.wire,
            "Networks": .array(networks.map(\.wire)), "ForceUpdate": .number(forceUpdate),
            "LogDriver": .object(["Name": .text(logging.driver), "Options": .texts(logging.options)]),
            "Placement": constraints.isEmpty ? nil : .object(["Constraints": .texts(constraints)]),
        ])
    }

    private func container(_ version: APIVersion) -> Wire {
        .some([
            "Image": .text(image), "Labels": .texts(containerLabels), "Env": .texts(environment),
            "Command": command.map(Wire.texts), "Args": arguments.map(Wire.texts), "Dir": directory.map(Wire.text),
            "User": user.map(Wire.text), "Hostname": hostname.map(Wire.text), "Init": initProcess.map(Wire.flag),
            "TTY": terminal ? .flag(true) : nil, "ReadOnly": readOnly ? .flag(true) : nil,
            "StopSignal": stopSignal.map(Wire.text), "StopGracePeriod": stopGracePeriod.map(Wire.nanoseconds),
            "Mounts": mounts.isEmpty ? nil : .array(mounts.map(\.wire)), "Healthcheck": healthcheck?.wire(version),
            "DNSConfig": dnsSearch.isEmpty ? nil : .object(["Search": .texts(dnsSearch)]),
        ])
    }
}

extension ServiceDefinition.NetworkAttachment {
    var wire: Wire { .object(["Target": .text(network), "Aliases": .texts(aliases)]) }
}

extension ServiceDefinition.Mount {
    var wire: Wire {
        .some([
            "Type": .text("volume"), "Source": .text(volume), "Target": .text(target), "ReadOnly": .flag(readOnly),
            "VolumeOptions": labels.isEmpty ? nil : .object(["Labels": .texts(labels)]),
        ])
    }
}

extension ServiceDefinition.PublishedPort {
    var wire: Wire {
        .object([
            "Protocol": .text(kind.rawValue), "TargetPort": .number(target), "PublishedPort": .number(published),
            "PublishMode": .text("host"),
        ])
    }
}

extension ServiceDefinition.RestartPolicy {
    var wire: Wire {
        .object([
            "Condition": .text(condition.rawValue), "Delay": .nanoseconds(delay), "MaxAttempts": .number(attempts),
            "Window": .nanoseconds(window),
        ])
    }
}

extension ServiceDefinition.ResourceLimits {
    var wire: Wire {
        .some([
            "MemoryBytes": memory.map(Wire.number), "NanoCPUs": processors.map(Wire.nanoseconds),
            "Pids": processes.map(Wire.number),
        ])
    }
}

extension ServiceDefinition.Healthcheck {
    func wire(_ version: APIVersion) -> Wire {
        .some([
            "Test": .texts(test), "Interval": interval.map(Wire.nanoseconds), "Timeout": timeout.map(Wire.nanoseconds),
            "Retries": retries.map(Wire.number), "StartPeriod": startPeriod.map(Wire.nanoseconds),
            "StartInterval": version >= .startInterval ? startInterval.map(Wire.nanoseconds) : nil,
        ])
    }
}

extension ServiceDefinition.UpdatePolicy {
    var wire: Wire {
        .object([
            "Parallelism": .number(1), "Order": .text(order.rawValue), "FailureAction": .text(failureAction.rawValue),
            "Monitor": .nanoseconds(monitor),
        ])
    }

    /// A rollback goes the same way; where it fails too, it stops for a person.
    var rollback: Wire {
        .object([
            "Parallelism": .number(1), "Order": .text(order.rawValue), "FailureAction": .text("pause"),
            "Monitor": .nanoseconds(monitor),
        ])
    }
}
