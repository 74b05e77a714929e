import Model
import YAML

/// How the containers of a service run.
extension ServiceReader {
    func container(_ keys: Keys, _ settings: inout ContainerSettings) {
        settings.entrypoint = keys["entrypoint"]?.texts()
        settings.command = keys["command"]?.texts()
        settings.environment = environment(keys["environment"])
        settings.directory = keys["working_dir"].flatMap(absolute)
        settings.user = keys["user"]?.text()
        settings.groups = keys["group_add"]?.texts() ?? []
        settings.hostname = keys["hostname"]?.text()
        settings.initProcess = keys["init"]?.boolean()
        settings.terminal = keys["tty"]?.boolean() ?? false
        settings.openInput = keys["stdin_open"]?.boolean() ?? false
        settings.readOnly = keys["read_only"]?.boolean() ?? false
        settings.stopSignal = keys["stop_signal"].flatMap(signal)
        settings.stopGracePeriod = keys["stop_grace_period"]?.duration()
        settings.capabilitiesAdded = keys["cap_add"].map(CapabilityPolicy.added) ?? []
        settings.capabilitiesDropped = keys["cap_drop"].map(CapabilityPolicy.dropped) ?? []
        settings.sysctls = sysctls(keys["sysctls"])
        settings.ulimits = keys["ulimits"]?.entries().compactMap(ulimit) ?? []
        settings.hosts = keys["extra_hosts"].map(hostEntries) ?? []
        settings.nameServers = keys["dns"]?.list().compactMap(address) ?? []
        settings.nameServerOptions = keys["dns_opt"]?.texts() ?? []
        settings.searchDomains = keys["dns_search"]?.texts() ?? []
    }

    private func environment(_ field: Field?) -> [String: String] {
        var environment: [String: String] = [:]
        let catalog = CatalogPolicy(app: reading.app, service: name.rawValue, services: services)
        for (name, value) in field?.entries() ?? [] {
            guard !name.isEmpty, !name.utf8.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "=") }) else {
                value.refuse("\(name.quotedForPeople) is no variable's name")
                continue
            }
            guard name != "PORT", !name.hasPrefix("SLIPWAY_") else {
                value.refuse(
                    "is set by Slipway itself",
                    hint: name == "PORT" ? "leave it out; the label slipway.port says where requests go to" : nil)
                continue
            }
            catalog.check(name, value)
            // Without a value: Compose takes it from where it runs, which is the app's configuration here.
            environment[name] = value.node.isNull ? reading.variable(name) : value.text()
        }
        return environment
    }

    func absolute(_ field: Field) -> String? {
        guard let text = field.text() else { return nil }
        guard let path = TreePath.absolute(text) else {
            field.refuse("\(text.quotedForPeople) is no absolute path")
            return nil
        }
        return path
    }

    private func address(_ field: Field) -> String? {
        guard let text = field.text() else { return nil }
        guard Address.isIP(text) else {
            field.refuse("\(text.quotedForPeople) is no address")
            return nil
        }
        return text
    }

    /// `SIGTERM`, `TERM`, `15`.
    private func signal(_ field: Field) -> String? {
        guard let text = field.text() else { return nil }
        let isNumber = Int(text).map { (1...64).contains($0) } ?? false
        let isName =
            text.utf8.first.map { $0 >= 0x41 } == true
            && text.utf8.allSatisfy {
                (0x41...0x5A).contains($0) || (0x30...0x39).contains($0) || "+-".utf8.contains($0)
            }
        guard isNumber || isName else {
            field.refuse("\(text.quotedForPeople) is no signal", hint: "such as SIGINT")
            return nil
        }
        return text
    }

    /// Those of a container's own network and IPC namespaces; others are the host's.
    private func sysctls(_ field: Field?) -> [String: String] {
        var sysctls: [String: String] = [:]
        let ownIPC: Set = [
            "kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax",
            "kernel.shmmni", "kernel.shm_rmid_forced",
        ]
        for (name, value) in field?.entries() ?? [] {
            guard name.hasPrefix("net.") || name.hasPrefix("fs.mqueue.") || ownIPC.contains(name) else {
                value.refuse(
                    "is the host's, not the container's",
                    hint: "net.*, fs.mqueue.* and kernel's of msg, sem and shm are")
                continue
            }
            sysctls[name] = value.text()
        }
        return sysctls
    }

    private func ulimit(_ name: String, _ field: Field) -> ContainerSettings.Ulimit? {
        let known = [
            "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss", "rtprio",
            "rttime", "sigpending", "stack",
        ]
        guard known.contains(name) else {
            field.refuse(
                "no such limit", hint: Nearest.to(name, in: known).map { "did you mean '\($0)'?" } ?? "see setrlimit(2)"
            )
            return nil
        }
        let range = -1...Int.max
        guard field.node.mapping != nil else {
            return field.integer(in: range).map { .init(name: name, soft: $0, hard: $0) }
        }
        return field.keys { keys in
            guard let soft = keys["soft"]?.integer(in: range), let hard = keys["hard"]?.integer(in: range) else {
                field.refuse("needs 'soft' and 'hard'")
                return nil
            }
            guard hard == -1 || (soft != -1 && soft <= hard) else {
                field.refuse("'soft' \(soft) is more than 'hard' \(hard)")
                return nil
            }
            return .init(name: name, soft: soft, hard: hard)
        } ?? nil
    }
}
