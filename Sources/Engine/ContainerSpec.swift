import Model

/// How a definition's containers read as `ContainerSpec` of Docker Engine API v1.41.
extension ServiceDefinition {
    func containerSpec(_ version: APIVersion) -> Wire {
        var members = container.wire
        members["Image"] = .text(image)
        members["Mounts"] = .list(mounts.map(\.wire))
        members["Secrets"] = .list(secrets.map { $0.wire(kind: "Secret") })
        members["Configs"] = .list(configs.map { $0.wire(kind: "Config") })
        members["Healthcheck"] = healthcheck?.wire(version)
        return .object(members)
    }
}

extension ContainerSettings {
    fileprivate var wire: [String: Wire] {
        let members: [String: Wire?] = [
            "Command": entrypointWire, "Args": command.map(Wire.texts), "Env": .list(variables.map(Wire.text)),
            "Dir": directory.map(Wire.text), "User": user.map(Wire.text), "Groups": .list(groups.map(Wire.text)),
            "Hostname": hostname.map { .text($0.untemplated) }, "Init": initProcess.map(Wire.flag),
            "TTY": terminal ? .flag(true) : nil, "OpenStdin": openInput ? .flag(true) : nil,
            "ReadOnly": readOnly ? .flag(true) : nil, "StopSignal": stopSignal.map(Wire.text),
            "StopGracePeriod": stopGracePeriod.map(Wire.nanoseconds),
            "CapabilityAdd": .list(capabilitiesAdded.map(Wire.text)),
            "CapabilityDrop": .list(capabilitiesDropped.map(Wire.text)),
            "Sysctls": sysctls.isEmpty ? nil : .texts(sysctls), "Ulimits": .list(ulimits.map(\.wire)),
            // As a line of hosts(5), not as other parts of the API have it.
            "Hosts": .list(hosts.map { .text("\($0.address) \($0.name)") }), "DNSConfig": resolver,
            "Labels": .texts(labels),
        ]
        return members.compactMapValues { $0 }
    }

    /// An empty list is the image's own entrypoint to the engine, one of an empty word is none.
    private var entrypointWire: Wire? {
        entrypoint.map { .texts($0.isEmpty ? [""] : $0) }
    }

    private var variables: [String] {
        environment.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.untemplated)" }
    }

    private var resolver: Wire? {
        .options([
            "Nameservers": .list(nameServers.map(Wire.text)), "Options": .list(nameServerOptions.map(Wire.text)),
            "Search": .list(searchDomains.map(Wire.text)),
        ])
    }
}

extension String {
    /// As it is, to Swarm: in variables and host names it takes `{{` for the beginning of a template.
    fileprivate var untemplated: String {
        guard contains("{{") else { return self }
        return split(separator: "{{", omittingEmptySubsequences: false).joined(separator: #"{{"{{"}}"#)
    }
}

extension ContainerSettings.Ulimit {
    fileprivate var wire: Wire {
        .object(["Name": .text(name), "Soft": .number(soft), "Hard": .number(hard)])
    }
}

extension ServiceDefinition.Mount {
    fileprivate var wire: Wire {
        var members: [String: Wire] = ["Target": .text(target), "ReadOnly": .flag(readOnly)]
        switch source {
        case .volume(let name, let labels, let noCopy):
            members["Type"] = .text("volume")
            members["Source"] = .text(name)
            members["VolumeOptions"] = .options([
                "Labels": labels.isEmpty ? nil : .texts(labels), "NoCopy": noCopy ? .flag(true) : nil,
            ])
        case .bind(let path):
            members["Type"] = .text("bind")
            members["Source"] = .text(path)
        case .temporary(let size, let mode):
            members["Type"] = .text("tmpfs")
            members["TmpfsOptions"] = .options([
                "SizeBytes": size.map(Wire.number), "Mode": mode.map(Wire.number),
            ])
        }
        return .object(members)
    }
}

extension ServiceDefinition.FileReference {
    fileprivate func wire(kind: String) -> Wire {
        .object([
            "\(kind)ID": .text(id), "\(kind)Name": .text(name),
            "File": .object([
                "Name": .text(target), "UID": .text(user), "GID": .text(group), "Mode": .number(mode),
            ]),
        ])
    }
}

extension CommandHealthcheck {
    fileprivate func wire(_ version: APIVersion) -> Wire {
        .some([
            "Test": .texts(test), "Interval": interval.map(Wire.nanoseconds), "Timeout": timeout.map(Wire.nanoseconds),
            "Retries": retries.map(Wire.number), "StartPeriod": startPeriod.map(Wire.nanoseconds),
            "StartInterval": version >= .startInterval ? startInterval.map(Wire.nanoseconds) : nil,
        ])
    }
}
