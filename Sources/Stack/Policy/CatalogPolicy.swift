import Model

/// What a service may tell registrator in its environment and labels: nothing that would answer for another app, and
/// nothing that runs on the host.
struct CatalogPolicy {
    let app: String
    let service: String
    /// All of the stack.
    let services: Set<String>

    /// Refuses a variable or label `SERVICE_NAME`, `SERVICE_80_ID`, … that may not stand.
    func check(_ name: String, _ value: Field) {
        guard let kind = Self.kind(of: name), let text = value.node.text else { return }
        let quoted = name.quotedForPeople
        switch kind {
        case "NAME" where !isOwn(text) && text != service:
            value.refuse(
                "\(text.quotedForPeople) would take another app's name in the catalog",
                hint: "leave \(quoted) out, or write '\(service)' or a name that starts with '\(app)-'")
        case "ID" where !isOwn(text):
            value.refuse(
                "\(text.quotedForPeople) would take another app's place in the catalog",
                hint: "leave \(quoted) out, or write an id that starts with '\(app)-'")
        case "TAGS":
            for tag in text.split(separator: ",").map({ $0.trimmed }) where tag != service && services.contains(tag) {
                value.refuse(
                    "the tag \(tag.quotedForPeople) would answer for another service", hint: "leave that tag out")
            }
        case "CHECK_SCRIPT", "CHECK_CMD":
            value.refuse(
                "would run a command on the host", hint: "write a 'healthcheck', which runs in the container")
        default: break
        }
    }

    private func isOwn(_ name: String) -> Bool { name == app || name.hasPrefix("\(app)-") }

    /// What stands behind `SERVICE_` and a port.
    private static func kind(of name: String) -> String? {
        guard name.hasPrefix("SERVICE_") else { return nil }
        let rest = name.dropFirst("SERVICE_".count)
        let digits = rest.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty, rest.dropFirst(digits.count).first == "_" else { return String(rest) }
        return String(rest.dropFirst(digits.count + 1))
    }
}

extension Substring {
    /// Without spaces at both ends.
    var trimmed: String {
        var text = drop { $0.isWhitespace }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
