import Glibc
import Model
import Routing
import System
import TestSupport

/// What one server holds that a deploy could leave behind: counted before something breaks and after.
struct Inventory: Equatable, CustomStringConvertible {
    var units = 0
    var services = 0
    var networks = 0
    /// Of HAProxy's pool.
    var slots = 0
    /// The apps whose lock is held.
    var locks: [String] = []
    /// Files and folders below the data folder that only a deploy under way may have.
    var temporary: [String] = []
    /// What runs for a push or a deploy.
    var processes: [String] = []

    /// Counts for an app, and for the whole server what has no app.
    init(of app: TrialApp) throws {
        let server = app.server
        units = try app.engineCount("ps", "-a")
        services = try app.engineCount("service", "ls")
        networks = try app.engineCount("network", "ls")
        slots = try RouterClient(socket: server.folder.routerSocket).sync().services.values.count {
            $0.app.rawValue == app.name
        }
        locks = try Files.names(in: server.folder.locks).filter {
            try FileLock.isHeld("\(server.folder.locks)/\($0)")
        }
        temporary = Self.temporary(server.folder)
        processes = Self.working()
    }

    /// Programs that only work for somebody: nothing of them is left once nobody is served.
    private static let workers: Set = [
        "slipway-shell", "git", "git-receive-pack", "pre-receive", "post-receive", "launcher", "receiver", "builder",
        "pusher", "runner", "docker", "deploy",
    ]

    private static func working() -> [String] {
        ProcessTable.all.compactMap { process in
            let names = process.arguments.prefix(2).map { $0.split(separator: "/").last.map(String.init) ?? "" }
            // A user's git in a clone is none of the server's.
            guard process.variable("SLIPWAY_DATA") != nil || process.name == "docker" else { return nil }
            return names.contains { workers.contains($0) } ? process.line : nil
        }.sorted()
    }

    private static func temporary(_ folder: Folder) -> [String] {
        var found: [String] = []
        for app in Files.names(in: folder.builds) where app != "docker" && app != "submodules" {
            found += Files.names(in: "\(folder.builds)/\(app)").map { "builds/\(app)/\($0)" }
        }
        for app in Files.names(in: folder.logs) {
            found += Files.names(in: "\(folder.logs)/\(app)").filter {
                $0.hasSuffix(".reason") || $0.hasSuffix(".cancel")
            }
            .map { "logs/\(app)/\($0)" }
        }
        for app in Files.names(in: folder.repositories) {
            let objects = "\(folder.repositories)/\(app)/objects"
            found += Files.names(in: objects).filter { $0.hasPrefix("incoming-") || $0.hasPrefix("tmp_") }
                .map { "repositories/\(app)/objects/\($0)" }
        }
        let places = ["", "store", "router", "registry", "ssh", "builds", "builds/docker", "locks"]
        for place in places {
            let path = place.isEmpty ? folder.root : "\(folder.root)/\(place)"
            found += Files.names(in: path).filter { $0.hasSuffix(".new") || $0.hasSuffix(".candidate") }
                .map { "\(place)/\($0)" }
        }
        return found
    }

    /// Whether nobody works for a push or a deploy.
    var isQuiet: Bool { processes.isEmpty && locks.isEmpty }

    var description: String {
        "\(units) units, \(services) services, \(networks) networks, \(slots) slots, locks \(locks), temporary \(temporary), processes \(processes)"
    }
}

extension TestServer {
    /// What the router knows of an app's services, by their names.
    func routed(_ app: String) throws -> [String: ServiceState] {
        try RouterClient(socket: folder.routerSocket).sync().services.filter { $0.value.app.rawValue == app }
    }

    /// Requests that an app's units serve now.
    func sessions(of app: String) -> Int { (try? routed(app))?.values.reduce(0) { $0 + $1.sessions } ?? 0 }
}
