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
    /// Letters, digits and single separators are what the swarm takes: `swarmkit`, `IsValidDNSName`.
    static func service(_ app: AppName, _ service: ServiceName, hash: String? = nil) -> String {
        let end = hash.map { "_\($0)" } ?? ""
        let room = 63 - app.rawValue.utf8.count - end.utf8.count - 1
        let text = service.rawValue
        guard text.utf8.count <= room, text.utf8.allSatisfy({ !".".utf8.contains($0) }), !endsInSeparator(text) else {
            let plain = text.prefix(room - 7).map { $0 == "." ? "-" : $0 }
            return "\(app)_\(String(plain))-\(digest(text, 6))\(end)"
        }
        return "\(app)_\(text)\(end)"
    }

    static func network(_ app: AppName, _ key: String = Stack.defaultNetwork) -> String { "\(app)_\(key)" }

    static func volume(_ app: AppName, _ key: String) -> String { "\(app)_\(key)" }

    /// A volume that has no name in the stack: it stays with its service and its place there.
    static func volume(_ app: AppName, _ service: ServiceName, at target: String) -> String {
        "\(app)_\(service)_\(digest(target, 8))"
    }

    /// A secret or config is never changed: another content has another name. 64 characters are the most.
    static func file(_ app: AppName, _ file: StackFile) -> String {
        "\(app)_\(file.name.prefix(8))_\(digest("\(file.name) \(file.content.exposed)", 12))"
    }

    private static func endsInSeparator(_ text: String) -> Bool { text.last == "-" || text.last == "_" }

    static func digest(_ text: String, _ count: Int) -> String { String(SHA256.hex(of: text).prefix(count)) }
}
