import Model

/// What `router` has applied, as it answers on its socket.
public struct RouterState: Sendable, Codable, Equatable {
    /// The number of changes that this `router` has applied to HAProxy.
    public var generation: Int
    /// HAProxy's worker; nil where it isn't there.
    public var pid: Int?
    /// By the name of the engine's service.
    public var services: [String: ServiceState]
    /// Domain → name of the engine's service, as HAProxy has it now.
    public var hosts: [String: String]
    /// Domain → what HAProxy itself answers there now, in place of that service's units.
    public var pages: [String: Intent.Page]
    /// What can't be applied now, in one line.
    public var problem: String?

    /// As `router` finds it after a pass.
    public init(
        generation: Int, pid: Int?, services: [String: ServiceState], hosts: [String: String],
        pages: [String: Intent.Page], problem: String?
    ) {
        self.generation = generation
        self.pid = pid
        self.services = services
        self.hosts = hosts
        self.pages = pages
        self.problem = problem
    }

    /// What of it is one app's.
    func only(_ app: AppName) -> RouterState {
        var state = self
        state.services = services.filter { $0.value.app == app }
        state.hosts = hosts.filter { state.services[$0.value] != nil }
        return state
    }

    /// How many units of a service get requests.
    public func up(_ service: String) -> Int { services[service]?.units.count { $0.status == .up } ?? 0 }

    /// A unit by its container's id, also one that has gone and that HAProxy still holds a server of.
    public func unit(_ id: String) -> UnitState? {
        let name = RoutedUnit.serverName(id)
        return services.values.lazy.flatMap(\.units).first { RoutedUnit.serverName($0.id) == name }
    }
}

/// One service of the engine in the router.
public struct ServiceState: Sendable, Codable, Equatable {
    /// Its backend's number in HAProxy.
    public var slot: Int
    /// Whose it is.
    public var app: AppName
    /// Its units on this node, and servers of units that have gone which HAProxy still holds.
    public var units: [UnitState]
    /// Requests and upgraded connections that it serves now, and those that wait for it.
    public var sessions: Int

    /// As HAProxy has it.
    public init(slot: Int, app: AppName, units: [UnitState], sessions: Int) {
        self.slot = slot
        self.app = app
        self.units = units
        self.sessions = sessions
    }
}

/// One unit in the router.
public struct UnitState: Sendable, Codable, Equatable {
    /// What requests it gets.
    public enum Status: String, Sendable, Codable {
        /// Its port doesn't answer yet.
        case waiting
        case up
        /// It was up, and HAProxy's checks fail now.
        case down
        /// It gets nothing new: it was retired or told to end, or it has ended.
        case draining
    }

    /// The container's id.
    public var id: String
    /// Where HAProxy reaches it.
    public var address: String
    /// The port that requests go to.
    public var port: Int
    /// What requests it gets now.
    public var status: Status
    /// Requests and upgraded connections that it serves now, and those that wait for it.
    public var sessions: Int

    /// As HAProxy and the engine have it.
    public init(id: String, address: String, port: Int, status: Status, sessions: Int) {
        self.id = id
        self.address = address
        self.port = port
        self.status = status
        self.sessions = sessions
    }
}
