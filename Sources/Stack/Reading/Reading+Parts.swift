import FoundationEssentials
import Model

/// What a stack declares beside its services. A declaration that is refused is kept, so that who refers to it isn't
/// told that it doesn't exist.
extension Reading {
    func networks(_ field: Field) -> [StackNetwork] {
        named(field, Project.Bound.networks, "networks") { name, field in
            var network = StackNetwork(name: name)
            guard let keys = field else { return network }
            belongsToApp(keys)
            if let driver = keys["driver"], let text = driver.text(), !["overlay", "bridge", "default"].contains(text) {
                driver.refuse(
                    "\(text.quotedForPeople) is no network of the app's own", hint: "leave it out: each is an overlay")
            }
            for (option, value) in keys["driver_opts"]?.entries() ?? [] {
                if option == "encrypted" {
                    network.isEncrypted = value.node.text.map { $0.isEmpty || value.boolean() == true } ?? true
                } else {
                    value.refuse("is no option that is honoured", hint: "'encrypted' is the only one")
                }
            }
            network.isInternal = keys["internal"]?.boolean() ?? false
            network.subnet = keys["ipam"]?.keys(subnet) ?? nil
            network.labels = keys["labels"].map(labels.labels) ?? [:]
            return network
        }
    }

    /// Of an `ipam`: the one subnet.
    private func subnet(_ keys: Keys) -> String? {
        if let driver = keys["driver"], let text = driver.text(), text != "default" {
            driver.refuse("\(text.quotedForPeople) can't be honoured", hint: "leave it out")
        }
        guard let configs = keys["config"] else { return nil }
        let subnets = configs.list().compactMap { $0.keys { $0["subnet"] } ?? nil }
        guard let field = subnets.first, let text = field.text() else { return nil }
        guard subnets.count == 1 else {
            configs.refuse("\(subnets.count) subnets; one is the most")
            return nil
        }
        guard Address.isPrivateSubnet(text) else {
            field.refuse(
                "\(text.quotedForPeople) is no network of \(Address.subnetBits.lowerBound) to \(Address.subnetBits.upperBound) bits that an app may have",
                hint: "one of 10.128.0.0/9, 172.24.0.0/13, 192.168.0.0/16 and 100.64.0.0/10, such as 10.220.3.0/24")
            return nil
        }
        return text
    }

    func volumes(_ field: Field) -> [StackVolume] {
        named(field, Project.Bound.volumes, "volumes") { name, keys in
            var volume = StackVolume(name: name)
            guard let keys else { return volume }
            belongsToApp(keys)
            if let driver = keys["driver"], let text = driver.text(), text != "local" {
                driver.refuse(
                    "volume driver \(text.quotedForPeople) reaches beyond the app",
                    hint: "leave it out: a volume lies on its node's disk")
            }
            if let options = keys["driver_opts"], !options.entries().isEmpty {
                options.refuse(
                    "a volume's options could mount any folder of the host", hint: "leave them out")
            }
            volume.labels = keys["labels"].map(labels.labels) ?? [:]
            return volume
        }
    }

    /// Secrets or configs.
    func files(_ field: Field) -> [StackFile] {
        var total = 0
        return named(field, Project.Bound.files, "entries") { name, keys in
            let content = keys.flatMap(content) ?? []
            total += content.count
            if total > FileBound.all, total - content.count <= FileBound.all {
                field.refuse("more than \(FileBound.all) bytes in all")
            }
            return StackFile(name: name, content: Sensitive(Data(content).base64EncodedString()))
        }
    }

    private enum FileBound {
        /// Swarm's limit for a secret (500 KiB there), in round numbers.
        static let one = 500_000
        static let all = 1 << 20
    }

    private func content(_ keys: Keys) -> [UInt8]? {
        belongsToApp(keys)
        let sources = ["file", "environment", "content"].compactMap { name in keys[name].map { (name, $0) } }
        guard let (kind, field) = sources.first, sources.count == 1 else {
            keys.field.refuse("needs one of 'file', 'environment' and 'content'")
            return nil
        }
        guard let text = field.text() else { return nil }
        let bytes: [UInt8]?
        switch kind {
        case "file": bytes = read(text, field)
        case "environment":
            bytes = variable(text).map { Array($0.utf8) }
            if bytes == nil {
                field.refuse(
                    "\(text.quotedForPeople) is not set", hint: "slipway config set \(app) \(text)=…")
            }
        default: bytes = Array(text.utf8)
        }
        guard let bytes else { return nil }
        guard bytes.count <= FileBound.one else {
            field.refuse("\(bytes.count) bytes; \(FileBound.one) are the most")
            return nil
        }
        return bytes
    }

    private func read(_ text: String, _ field: Field) -> [UInt8]? {
        guard let path = TreePath.normalised(text), path != "." else {
            field.refuse(
                "\(text.quotedForPeople) lies outside of the checkout", hint: "commit the file, or use 'environment'")
            return nil
        }
        do {
            if let bytes = try file(path) { return bytes }
            field.refuse("no file \(path.quotedForPeople) in the checkout")
        } catch {
            field.refuse("cannot read \(path.quotedForPeople): \(error)")
        }
        return nil
    }

    /// Nothing that is shared with other apps.
    private func belongsToApp(_ keys: Keys) {
        if let external = keys["external"], external.node.mapping != nil || external.boolean() == true {
            external.refuse("would be another app's, or the host's", hint: "leave 'external' out: each app has its own")
        }
        if let name = keys["name"], let text = name.text() {
            let key = keys.field.path.last ?? ""
            if text != key, text != "\(app)_\(key)" {
                name.refuse(
                    "\(text.quotedForPeople) could be another app's", hint: "leave 'name' out: each app has its own")
            }
        }
    }

    /// Reads each of a mapping of the user's names.
    private func named<Part>(
        _ field: Field, _ limit: Int, _ noun: String, _ read: (String, Keys?) -> Part
    ) -> [Part] {
        (bounded(field, to: limit, noun) ?? []).compactMap { name, field in
            guard name.utf8.count <= 63, ServiceName(rawValue: name) != nil else {
                field.refuse("a name has at most 63 letters, digits, '.', '_' and '-'")
                return nil
            }
            guard !field.node.isNull else { return read(name, nil) }
            return field.keys { read(name, $0) } ?? read(name, nil)
        }
    }
}
