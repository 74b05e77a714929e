import Model
import System
import YAML

/// What `tsuru.yaml` says of the routed service: its healthcheck. What this version can't do is refused by name; what
/// is without effect here is said.
struct TsuruFile {
    /// Looked for in this order, in the root of the tree.
    static let names = ["tsuru.yaml", "tsuru.yml"]
    /// Bytes that one may have.
    static let limit = 1 << 20

    private(set) var healthcheck: Healthcheck?
    /// What the output is to say of keys without effect.
    private(set) var notes: [String] = []

    private static let topKeys = ["healthcheck", "startupcheck", "hooks", "processes", "kubernetes"]
    private static let keys = [
        "path", "scheme", "method", "status", "headers", "match", "allowed_failures", "timeout_seconds",
        "interval_seconds", "command", "use_in_router", "router_body", "force_restart",
    ]

    init(_ text: String, source: String) throws {
        let root = try Document(text, source: source, limits: .init(bytes: Self.limit)).root
        guard !root.isNull else { return }
        for pair in try root.mapping(source, keys: Self.topKeys).pairs where !pair.value.isNull {
            switch pair.name {
            case "healthcheck": try read(pair.value)
            case "kubernetes": note(pair, "it is for Kubernetes")
            case "hooks":
                throw pair.key.failure(
                    "this version runs no 'hooks'",
                    hint: "put 'build' hooks into the Dockerfile as RUN, and the others into its CMD")
            case "processes":
                throw pair.key.failure(
                    "this version runs no 'processes'", hint: "one service runs, by its Dockerfile's CMD")
            default:
                throw pair.key.failure(
                    "this version knows no '\(pair.name)'", hint: "'healthcheck' is waited for at each start")
            }
        }
    }

    private mutating func read(_ node: Node) throws {
        let mapping = try node.mapping("'healthcheck'", keys: Self.keys)
        for name in ["router_body", "force_restart", "use_in_router"] {
            guard let value = mapping[name], !value.isNull else { continue }
            if name != "router_body", try value.requiredBoolean("'\(name)'") == false { continue }
            if let pair = mapping.pairs.first(where: { $0.name == name }) {
                note(pair, "the router checks that the port is open")
            }
        }
        if let scheme = mapping["scheme"], try scheme.requiredText("'scheme'").lowercased() != "http" {
            throw scheme.failure(
                "'scheme' \((scheme.text ?? "").quotedForPeople) can't be honoured: requests reach a unit by http",
                hint: "leave 'scheme' out")
        }
        if let path = mapping["path"], !path.isNull {
            healthcheck = .http(try http(path, mapping))
            if let pair = mapping.pairs.first(where: { $0.name == "command" }) { note(pair, "'path' is there") }
        } else if let command = mapping["command"], !command.isNull {
            healthcheck = .command(try self.command(command, mapping))
        } else {
            throw node.failure("'healthcheck' has neither 'path' nor 'command'", hint: "add one, such as: path: /")
        }
    }

    private func http(_ path: Node, _ mapping: Mapping) throws -> HTTPHealthcheck {
        var check = HTTPHealthcheck(path: try Self.path(path))
        if let method = mapping["method"] {
            let text = try method.requiredText("'method'")
            guard let known = HTTPHealthcheck.Method(rawValue: text.uppercased()) else {
                let names = HTTPHealthcheck.Method.allCases.map(\.rawValue).joined(separator: ", ")
                throw method.wrong("'method'", "one of \(names)")
            }
            check.method = known
        }
        if let match = mapping["match"], !match.isNull {
            check.match = try Self.pattern(match)
            // As tsuru: what names a body and no status takes any.
            check.status = nil
        }
        if let status = mapping["status"] { check.status = try status.requiredInteger("'status'", in: 100...599) }
        if let headers = mapping["headers"], !headers.isNull { check.headers = try Self.headers(headers) }
        if let failures = mapping["allowed_failures"] {
            check.allowedFailures = try failures.requiredInteger("'allowed_failures'", in: 0...1000)
        }
        check.timeout = try Self.seconds("timeout_seconds", mapping)
        check.interval = try Self.seconds("interval_seconds", mapping)
        return check
    }

    /// A command is the engine's to run, as the image's own check is; tsuru counts failures from 0.
    private func command(_ node: Node, _ mapping: Mapping) throws -> CommandHealthcheck {
        for pair in mapping.pairs where ["method", "status", "headers", "match"].contains(pair.name) {
            throw pair.key.failure("'\(pair.name)' is for a check by 'path', and this one is a 'command'")
        }
        let words = try node.requiredSequence("'command'").map { try $0.requiredText("'command'") }
        guard !words.isEmpty, !words.contains(where: { $0.utf8.contains(0) }) else {
            throw node.wrong("'command'", "a program and its arguments")
        }
        let failures = try mapping["allowed_failures"]?.requiredInteger("'allowed_failures'", in: 0...1000)
        return CommandHealthcheck(
            test: ["CMD"] + words, interval: try Self.seconds("interval_seconds", mapping) ?? 10,
            timeout: try Self.seconds("timeout_seconds", mapping) ?? 60, retries: (failures ?? 0) + 1)
    }

    private mutating func note(_ pair: Mapping.Pair, _ why: String) {
        notes.append("\(pair.key.mark): '\(pair.name)' has no effect here: \(why)")
    }

    private static func path(_ node: Node) throws -> String {
        let text = try node.requiredText("'path'")
        let path = text.hasPrefix("/") ? text : "/" + text
        // What stands on a request's line as it is: RFC 3986's characters, without a fragment.
        guard path.utf8.count <= 2048, path.utf8.allSatisfy({ (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") })
        else { throw node.wrong("'path'", "a path without spaces, '#' and what isn't ASCII") }
        return path
    }

    private static func pattern(_ node: Node) throws -> String {
        let text = try node.requiredText("'match'")
        do {
            _ = try Pattern(text, dotTakesLineEnds: true)
        } catch let failure as Failure {
            throw node.failure("'match': \(text.quotedForPeople) has \(failure.message)")
        }
        return text
    }

    private static func headers(_ node: Node) throws -> [String: String] {
        var headers: [String: String] = [:]
        for pair in try node.requiredMapping("'headers'").pairs {
            let value = try pair.value.requiredText("header \(pair.name.quotedForPeople)")
            let tokens = "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
            guard !pair.name.isEmpty, pair.name.utf8.allSatisfy(Set(tokens.utf8).contains),
                !["content-length", "transfer-encoding", "connection", "expect"].contains(pair.name.lowercased())
            else { throw pair.key.failure("\(pair.name.quotedForPeople) can't be a header of a check") }
            guard !value.isEmpty, value.utf8.count <= 4096, value.utf8.allSatisfy({ (0x20...0x7E).contains($0) }) else {
                throw pair.value.wrong("header '\(pair.name)'", "a text of ASCII in one line")
            }
            headers[pair.name] = value
        }
        guard headers.count <= 32 else { throw node.failure("'headers' has \(headers.count) of them; 32 are the most") }
        return headers
    }

    private static func seconds(_ name: String, _ mapping: Mapping) throws -> Double? {
        guard let node = mapping[name], !node.isNull else { return nil }
        return try node.requiredNumber("'\(name)'", in: 0.1...600)
    }
}
