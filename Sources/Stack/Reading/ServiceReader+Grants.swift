import Model

extension ServiceReader {
    /// The secrets or configs that the service finds as files.
    /// - Parameter folder: Where those without an absolute target stand; empty for the root.
    func grants(_ field: Field?, below folder: String, of files: [StackFile]) -> [FileGrant] {
        var grants: [FileGrant] = []
        for field in field?.list() ?? [] {
            guard let grant = field.keys({ grant($0, below: folder, of: files) }) ?? nil else { continue }
            if grants.contains(where: { $0.target == grant.target }) {
                field.refuse("two have the target \(grant.target.quotedForPeople)")
            } else {
                grants.append(grant)
            }
        }
        return grants
    }

    private func grant(_ keys: Keys, below folder: String, of files: [StackFile]) -> FileGrant? {
        let named = keys["target"]?.text()
        let user = keys["uid"]?.integer(in: 0...Int(Int32.max)) ?? 0
        let group = keys["gid"]?.integer(in: 0...Int(Int32.max)) ?? 0
        let mode = keys["mode"]?.integer(in: 0...0o7777) ?? 0o444
        guard let source = keys["source"], let file = source.text() else {
            keys.field.refuse("needs 'source'")
            return nil
        }
        guard files.contains(where: { $0.name == file }) else {
            source.refuse(
                "the stack has no \(file.quotedForPeople)",
                hint: Nearest.to(file, in: files.map(\.name)).map { "did you mean '\($0)'?" })
            return nil
        }
        let text = named ?? file
        guard !text.split(separator: "/").contains(".."), !text.hasSuffix("/"),
            let target = TreePath.absolute(text.hasPrefix("/") ? text : "\(folder)/\(text)"), target != "/"
        else {
            keys.field.refuse("\(text.quotedForPeople) is no file's path", hint: "write it without '..'")
            return nil
        }
        return FileGrant(file, at: target, user: String(user), group: String(group), mode: mode)
    }
}
