import Model

/// Reads how an image is built: from nothing but the checkout.
struct BuildReader {
    let parts: Parts
    let reading: Reading

    func build(_ keys: Keys) -> ImageBuild? {
        var build = ImageBuild()
        let context = keys["context"].map(context)
        if let context { build.context = context ?? "." }
        build.inlineDockerfile = keys["dockerfile_inline"]?.text()
        let file = keys["dockerfile"]
        // A file of a context that can't be is nowhere.
        if context != .some(nil), let dockerfile = dockerfile(file, in: build) { build.dockerfile = dockerfile }
        for (name, value) in keys["args"]?.entries() ?? [] {
            build.arguments[name] = value.node.isNull ? reading.variable(name) : value.text()
        }
        build.target = keys["target"]?.text()
        build.labels = keys["labels"].map(reading.labels.labels) ?? [:]
        build.noCache = keys["no_cache"]?.boolean() ?? false
        build.pull = keys["pull"]?.boolean() ?? false
        build.sharedMemory = keys["shm_size"]?.bytes()
        build.hosts = keys["extra_hosts"].map(hostEntries) ?? []
        for field in keys["secrets"]?.list() ?? [] { field.keys { secret($0, &build) } }
        for field in keys["platforms"]?.list() ?? [] {
            if let text = field.text(), text != reading.platform {
                field.refuse("\(text.quotedForPeople) is not what the engine runs", hint: "leave it out")
            }
        }
        return build
    }

    private func context(_ field: Field) -> String? {
        guard let text = field.text() else { return nil }
        guard !text.contains("://"), !text.hasPrefix("git@"), !text.hasPrefix("github.com/") else {
            field.refuse("\(text.quotedForPeople) is not in the checkout", hint: "add it as a submodule")
            return nil
        }
        guard let path = TreePath.normalised(text) else {
            field.refuse("\(text.quotedForPeople) lies outside of the checkout", hint: "a folder of the repository")
            return nil
        }
        return path
    }

    /// From the context on.
    private func dockerfile(_ field: Field?, in build: ImageBuild) -> String? {
        guard build.inlineDockerfile == nil else {
            field?.refuse("stands beside 'dockerfile_inline'", hint: "one of them is the most")
            return nil
        }
        guard let text = field?.text() else { return nil }
        guard let field, let path = TreePath.normalised(text, in: build.context), path != "." else {
            field?.refuse("\(text.quotedForPeople) lies outside of the checkout", hint: "a file of the repository")
            return nil
        }
        let isThere = try? reading.file(path)
        guard isThere.flatMap({ $0 }) != nil else {
            field.refuse("no file \(path.quotedForPeople) in the checkout")
            return nil
        }
        return TreePath.relative(path, to: build.context)
    }

    private func secret(_ keys: Keys, _ build: inout ImageBuild) {
        // The builder sets them: a file of root's.
        keys.skip("uid", "gid", "mode")
        let target = keys["target"]?.text()
        guard let source = keys["source"]?.text() else { return keys.field.refuse("needs 'source'") }
        guard parts.secrets.contains(where: { $0.name == source }) else {
            return keys.field.refuse("the stack has no secret \(source.quotedForPeople)")
        }
        build.secrets[source] = target ?? source
    }
}

/// `extra_hosts`: names with one address or several.
func hostEntries(_ field: Field) -> [ContainerSettings.HostEntry] {
    field.entries().flatMap { name, value -> [ContainerSettings.HostEntry] in
        let addresses = value.node.sequence == nil ? [value] : value.list()
        return addresses.compactMap { field in
            guard let text = field.text() else { return nil }
            guard Address.isIP(text.hasPrefix("[") ? String(text.dropFirst().dropLast()) : text) else {
                let why = text == "host-gateway" ? "would lead to the host" : "is no address"
                field.refuse("\(text.quotedForPeople) \(why)")
                return nil
            }
            return ContainerSettings.HostEntry(name: name, address: text)
        }
    }
}
