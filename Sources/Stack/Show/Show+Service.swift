extension Show {
    /// A service with what Compose adds to every one.
    func service(_ name: String, _ service: Shown) -> Shown {
        var shown = service
        for key in ["command", "entrypoint"] where shown[key] == nil { shown[key] = .null }
        shown["extends"] = nil
        shown["env_file"] = nil
        shown["label_file"] = nil
        if shown["networks"] == nil, shown["network_mode"] == nil {
            shown["networks"] = .mapping([("default", .null)])
        }
        if shown["pull_policy"] == .text("if_not_present") { shown["pull_policy"] = .text("missing") }
        shown["build"] = shown["build"].map(build)
        shown["depends_on"] = dependencies(of: shown)
        shown["deploy"] = shown["deploy"].map(deploy)
        if let hosts = shown["extra_hosts"] { shown["extra_hosts"] = self.hosts(hosts) }
        if let limits = shown["ulimits"] { shown["ulimits"] = self.limits(limits) }
        if let volumes = shown["volumes"] { shown["volumes"] = .list(volumes.list.map(mount)) }
        if let configs = shown["configs"] { shown["configs"] = .list(configs.list.map(withoutPlainTarget)) }
        if let watch = shown["develop"]?["watch"] { shown["develop"]?["watch"] = .list(watch.list.map(self.watch)) }
        if let block = shown["blkio_config"] { shown["blkio_config"] = self.block(block) }
        return shown
    }

    private func build(_ build: Shown) -> Shown {
        var shown = build
        shown["context"] = build["context"] ?? .text(path(fileFolder))
        if build["dockerfile"] == nil, build["dockerfile_inline"] == nil { shown["dockerfile"] = .text("Dockerfile") }
        // What has no value in the file gets none from outside it.
        shown["args"] = build["args"].map { $0.mapValues { $1 == .null ? nil : $1 } }
        if shown["args"]?.isNothing == true { shown["args"] = nil }
        if let hosts = build["extra_hosts"] { shown["extra_hosts"] = self.hosts(hosts) }
        if let keys = build["ssh"] {
            shown["ssh"] = .list(keys.pairs.map { .text($1.text?.isEmpty == false ? "\($0)=\($1.text ?? "")" : $0) })
        }
        if let limits = build["ulimits"] { shown["ulimits"] = self.limits(limits) }
        shown["additional_contexts"] = build["additional_contexts"].map {
            $0.mapValues { .text(context($1.text ?? "")) }
        }
        return shown
    }

    /// Links, volumes and namespaces of another service wait for it too.
    private func dependencies(of service: Shown) -> Shown? {
        var all = service["depends_on"] ?? .mapping([])
        func add(_ name: Substring?, restarts: Bool) {
            guard let name = name.map(String.init), all[name] == nil else { return }
            var dependency = Shown.mapping([("condition", .text("service_started"))])
            if restarts { dependency["restart"] = .boolean(true) }
            dependency["required"] = .boolean(true)
            all[name] = dependency
        }
        for link in service["links"]?.list ?? [] { add(link.text?.prefix { $0 != ":" }, restarts: true) }
        for key in ["network_mode", "ipc", "pid", "uts", "cgroup"] {
            guard let space = service[key]?.text, space.hasPrefix("service:") else { continue }
            add(space.dropFirst("service:".count), restarts: true)
        }
        for other in service["volumes_from"]?.list ?? [] where other.text?.hasPrefix("container:") == false {
            add(other.text?.prefix { $0 != ":" }, restarts: false)
        }
        return all.isNothing ? nil : all.sorted
    }

    private func deploy(_ deploy: Shown) -> Shown {
        guard deploy != .null else { return deploy }
        var shown = deploy
        for key in ["resources", "placement"] where deploy[key] == nil { shown[key] = .mapping([]) }
        return shown
    }

    private func hosts(_ hosts: Shown) -> Shown {
        .list(
            hosts.pairs.flatMap { name, addresses in addresses.list.map { "\(name)=\($0.text ?? "")" } }.sorted()
                .map(Shown.text))
    }

    /// One number where both are the same.
    private func limits(_ limits: Shown) -> Shown {
        limits.mapValues { $1["soft"] == $1["hard"] ? $1["soft"] : $1 }
    }

    private func mount(_ mount: Shown) -> Shown {
        guard mount["type"] == .text("bind"), let source = mount["source"]?.text else { return mount }
        var shown = mount
        shown["source"] = .text(path(source))
        return shown
    }

    private func withoutPlainTarget(_ grant: Shown) -> Shown {
        guard let source = grant["source"]?.text, grant["target"]?.text == "/\(source)" else { return grant }
        var shown = grant
        shown["target"] = nil
        return shown
    }

    private func watch(_ watch: Shown) -> Shown {
        var shown = watch
        if watch["exec"]?["command"] == nil {
            shown["exec"] = watch["exec"] ?? .mapping([])
            shown["exec"]?["command"] = .null
        }
        return shown
    }

    /// Compose shows these keys, and no others, with capitals.
    private func block(_ block: Shown) -> Shown {
        block.mapValues { _, value in
            guard case .list(let rules) = value else { return value }
            return .list(
                rules.map {
                    .mapping($0.pairs.map { ($0.name.prefix(1).uppercased() + $0.name.dropFirst(), $0.value) })
                }
            )
        }
    }
}
