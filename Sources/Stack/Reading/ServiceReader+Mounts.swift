import Model

extension ServiceReader {
    func mounts(_ keys: Keys, _ service: inout StackService) {
        for field in keys["volumes"]?.list() ?? [] {
            guard let mount = field.keys(mount) ?? nil else { continue }
            add(mount, field, &service)
        }
        for field in keys["tmpfs"]?.list() ?? [] {
            guard let mount = temporary(field) else { continue }
            add(mount, field, &service)
        }
        if let field = keys["shm_size"], let size = field.bytes() {
            add(StackMount(.temporary(size: size, mode: 0o1777), at: "/dev/shm"), field, &service)
        }
    }

    private func add(_ mount: StackMount, _ field: Field, _ service: inout StackService) {
        guard !service.mounts.contains(where: { $0.target == mount.target }) else {
            return field.refuse("two mounts have the target \(mount.target.quotedForPeople)")
        }
        service.mounts.append(mount)
    }

    private func mount(_ keys: Keys) -> StackMount? {
        let place = keys["target"].flatMap(absolute)
        let readOnly = keys["read_only"]?.boolean() ?? false
        let source = keys["source"]
        var noCopy = false
        keys["volume"]?.keys { noCopy = $0["nocopy"]?.boolean() ?? false }
        let type = keys["type"]?.text() ?? "volume"
        var (size, mode): (Int?, Int?)
        switch type {
        case "bind": keys["bind"]?.keys(bindOptions)
        case "tmpfs":
            keys["tmpfs"]?.keys {
                size = $0["size"]?.bytes()
                mode = $0["mode"]?.integer(in: 0...0o7777)
            }
        default: break
        }
        guard let target = place, target != "/" else {
            keys.field.refuse("needs 'target', an absolute path below '/'")
            return nil
        }
        guard type == "volume" || !noCopy else {
            keys.field.refuse("'nocopy' is for volumes")
            return nil
        }
        switch type {
        case "volume":
            guard let source, let name = source.text() else {
                return StackMount(.anonymous, at: target, readOnly: readOnly, noCopy: noCopy)
            }
            guard parts.volumes.contains(where: { $0.name == name }) || (reading.isFig && isVolumeName(name)) else {
                source.refuse(
                    "the stack has no volume \(name.quotedForPeople)",
                    hint: Nearest.to(name, in: parts.volumes.map(\.name)).map { "did you mean '\($0)'?" }
                        ?? "declare it in 'volumes'")
                return nil
            }
            return StackMount(.volume(name), at: target, readOnly: readOnly, noCopy: noCopy)
        case "bind":
            guard let source, let path = bind(source) else { return nil }
            return StackMount(.bind(path), at: target, readOnly: readOnly)
        case "tmpfs":
            source?.refuse("a tmpfs has no source")
            return StackMount(.temporary(size: size, mode: mode), at: target, readOnly: readOnly)
        default:
            keys["type"]?.refuse("\(type.quotedForPeople) can't be honoured", hint: "volume, bind and tmpfs are")
            return nil
        }
    }

    private func isVolumeName(_ name: String) -> Bool { ServiceName(rawValue: name) != nil }

    private func bindOptions(_ keys: Keys) {
        if let field = keys["propagation"], let text = field.text(), text != "rprivate" {
            field.refuse("\(text.quotedForPeople) would change the host's mounts", hint: "leave it out")
        }
    }

    /// A folder or file of the host, where an operator lets the app have it.
    private func bind(_ field: Field) -> String? {
        guard let text = field.text() else { return nil }
        guard let path = TreePath.absolute(text) else {
            field.refuse(
                "\(text.quotedForPeople) is a folder of the checkout, which no node has",
                hint: "COPY it in the Dockerfile, or declare it in 'configs'")
            return nil
        }
        let leave = Allowance.bind(path)
        guard path != "/" else {
            field.refuse("'/' is all of the host", hint: "write a named volume")
            return nil
        }
        guard reading.allowances.contains(leave) else {
            field.refuse(
                "\(path.quotedForPeople) of the host needs an operator's leave",
                hint: "write a named volume; or \(reading.hint(for: leave))")
            return nil
        }
        return path
    }

    /// `/run`, `/run:size=64m,mode=755`.
    private func temporary(_ field: Field) -> StackMount? {
        guard let text = field.text() else { return nil }
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard let target = parts.first.flatMap(TreePath.absolute), target != "/" else {
            field.refuse("\(text.quotedForPeople) is no absolute path below '/'")
            return nil
        }
        var size: Int?
        var mode: Int?
        var readOnly = false
        for option in parts.count == 2 ? parts[1].split(separator: ",").map(String.init) : [] {
            let words = option.split(separator: "=", maxSplits: 1).map(String.init)
            switch (words[0], words.count == 2 ? words[1] : nil) {
            case ("size", let value?) where ByteCount.bytes(value) != nil: size = ByteCount.bytes(value)
            case ("mode", let value?) where Int(value, radix: 8).map({ (0...0o7777).contains($0) }) == true:
                mode = Int(value, radix: 8)
            case ("ro", nil): readOnly = true
            // What the engine does by itself.
            case ("rw", nil), ("noexec", nil), ("nosuid", nil), ("nodev", nil): break
            default: field.refuse("option \(option.quotedForPeople) can't be honoured", hint: "size, mode and ro are")
            }
        }
        return StackMount(.temporary(size: size, mode: mode), at: target, readOnly: readOnly)
    }
}
