import Engine
import Model
import System

/// What the engine is told of one service of one release.
struct Definition {
    /// Seconds from a unit's stop signal to its end by force, where the stack doesn't say.
    static let stopGracePeriod = 10.0

    let service: ServiceRelease
    /// As the stack has it.
    let source: StackService
    var engineService: ServiceDefinition

    var name: String { engineService.name }

    /// Whether it stops before its successor starts: it has something that two can't have at once.
    var isPinned: Bool { engineService.update?.order == .stopFirst }
}

/// What the engine has that is an app's, by name.
enum EngineName {
    static func service(_ app: AppName, _ service: ServiceName, hash: String? = nil) -> String {
        name(app, service.rawValue, hash)
    }

    /// A network is never changed: with other settings it has another name.
    static func network(_ app: AppName, _ network: StackNetwork) throws -> String {
        guard network != StackNetwork(name: network.name) else { return name(app, network.name, nil) }
        return name(app, network.name, digest(try JSON.line(network), 6))
    }

    /// What the swarm takes (letters, digits, separators between them, 63 in all: `swarmkit`, `validateAnnotations`),
    /// and holds for different: it looks names up without their case. What isn't that, and what could be a name with
    /// its hash, is called by a part of it and its digest.
    private static func name(_ app: AppName, _ text: String, _ hash: String?) -> String {
        let end = hash.map { "_\($0)" } ?? ""
        let room = 63 - app.rawValue.utf8.count - end.utf8.count - 1
        guard text.utf8.count > room || !isPlain(text) else { return "\(app)_\(text)\(end)" }
        let plain = text.lowercased().prefix(room - 7).map { $0 == "." ? "-" : $0 }
        return "\(app)_\(String(plain))-\(digest(text, 6))\(end)"
    }

    private static func isPlain(_ text: String) -> Bool {
        guard let last = text.last, last != "-", last != "_", text == text.lowercased(), !text.contains(".") else {
            return false
        }
        let end = text.utf8.suffix(7)
        let hasHash =
            end.count == 7 && "-_".utf8.contains(end.first ?? 0)
            && end.dropFirst().allSatisfy { "0123456789abcdef".utf8.contains($0) }
        return !hasHash
    }

    static func volume(_ app: AppName, _ key: String) -> String { "\(app)_\(key)" }

    /// A volume that has no name in the stack: it stays with its service and its place there.
    static func volume(_ app: AppName, _ service: ServiceName, at target: String) -> String {
        "\(app)_\(service)_\(digest(target, 8))"
    }

    /// A secret or config is never changed: another content has another name. 64 characters are the most.
    static func file(_ app: AppName, _ kind: SwarmFile.Kind, _ file: StackFile) -> String {
        "\(app)_\(file.name.prefix(8))_\(digest("\(kind.rawValue) \(file.name) \(file.content.exposed)", 12))"
    }

    static func digest(_ text: String, _ count: Int) -> String { String(SHA256.hex(of: text).prefix(count)) }
}
