import Model

/// One change of what HAProxy holds at run time.
enum Change: Equatable, Sendable {
    /// No request more, and an end to those that run.
    case stop(slot: Int, server: String)
    /// No request more; those that run go on.
    case drain(slot: Int, server: String)
    /// A domain answers with a page from now on.
    case addPage(String, String)
    case setPage(String, String)
    case dropPage(String)
    /// The domain is unknown from now on.
    case dropHost(String)
    case add(slot: Int, server: String, address: String, port: Int)
    /// Checks and requests, for a server that is there without either.
    case ready(slot: Int, server: String)
    case addHost(String, slot: Int)
    case setHost(String, slot: Int)
    /// HAProxy refuses it while a connection is open: it is tried again until it goes.
    case delete(slot: Int, server: String)

    /// Options of every server. A new server starts as up: `router` has reached its port just before.
    static let serverOptions = "check inter 500ms rise 1 fall 2"

    /// What to type on HAProxy's socket, in order.
    func commands(_ maps: HAProxyConfiguration.Maps) -> [String] {
        func place(_ slot: Int, _ server: String) -> String { "\(Slots.backend(slot))/\(server)" }
        switch self {
        case .stop(let slot, let server):
            return [
                "set server \(place(slot, server)) state maint", "shutdown sessions server \(place(slot, server))",
            ]
        case .drain(let slot, let server): return ["set server \(place(slot, server)) state drain"]
        case .dropHost(let domain): return ["del map \(maps.host) \(domain)"]
        case .add(let slot, let server, let address, let port):
            return [
                "add server \(place(slot, server)) \(address):\(port) \(Self.serverOptions)",
                "enable health \(place(slot, server))", "set server \(place(slot, server)) state ready",
            ]
        case .ready(let slot, let server):
            return ["enable health \(place(slot, server))", "set server \(place(slot, server)) state ready"]
        case .addHost(let domain, let slot): return ["add map \(maps.host) \(domain) \(Slots.backend(slot))"]
        case .setHost(let domain, let slot): return ["set map \(maps.host) \(domain) \(Slots.backend(slot))"]
        case .addPage(let domain, let entry): return ["add map \(maps.page) \(domain) \(entry)"]
        case .setPage(let domain, let entry): return ["set map \(maps.page) \(domain) \(entry)"]
        case .dropPage(let domain): return ["del map \(maps.page) \(domain)"]
        case .delete(let slot, let server): return ["del server \(place(slot, server))"]
        }
    }

    /// The slot that it touches; a slot where one change fails gets no further one in that pass.
    var slot: Int? {
        switch self {
        case .stop(let slot, _), .drain(let slot, _), .add(let slot, _, _, _), .ready(let slot, _),
            .delete(let slot, _):
            return slot
        case .addHost(_, let slot), .setHost(_, let slot): return slot
        case .dropHost, .addPage, .setPage, .dropPage: return nil
        }
    }
}

extension Change {
    /// What leads from what HAProxy holds to what it is to hold.
    ///
    /// The order keeps apps apart at every moment: first goes what must not serve any more, then a domain that points
    /// into another app's slot, then servers come, then domains move. A page comes before everything and goes after
    /// it, so that nobody sees what it hides.
    ///
    /// - Parameter open: Units whose port answers; others aren't added yet.
    static func all(from observed: Observed, to plan: Plan, open: Set<RoutedUnit>) -> [Change] {
        var stops: [Change] = []
        var deletes: [Change] = []
        var adds: [Change] = []
        let wanted = Dictionary(
            plan.servers.map { (Place($0.slot, $0.name), $0) }, uniquingKeysWith: { first, _ in first })
        var present: Set<Place> = []
        for server in observed.servers {
            let place = Place(server.slot, server.name)
            present.insert(place)
            guard let match = wanted[place], match.unit.address == server.address, match.unit.port == server.port
            else {
                if !server.inMaintenance { stops.append(.stop(slot: server.slot, server: server.name)) }
                deletes.append(.delete(slot: server.slot, server: server.name))
                continue
            }
            if match.draining {
                if !server.isDraining { stops.append(.drain(slot: server.slot, server: server.name)) }
            } else if server.inMaintenance || server.isDraining || !server.isChecked {
                adds.append(.ready(slot: server.slot, server: server.name))
            }
        }
        for server in plan.servers
        where !server.draining && !present.contains(Place(server.slot, server.name)) && open.contains(server.unit) {
            adds.append(
                .add(slot: server.slot, server: server.name, address: server.unit.address, port: server.unit.port))
        }
        let (drops, moves) = hosts(from: observed, to: plan)
        let (covers, reveals) = pages(from: observed, to: plan)
        return covers + stops + drops + adds + moves + reveals + deletes
    }

    private static func pages(from observed: Observed, to plan: Plan) -> (covers: [Change], reveals: [Change]) {
        let covers = plan.pages.sorted { $0.key < $1.key }.compactMap { domain, entry -> Change? in
            guard let entries = observed.pages[domain] else { return .addPage(domain, entry) }
            return entries.contains { $0 != entry } ? .setPage(domain, entry) : nil
        }
        let reveals = observed.pages.keys.sorted().filter { plan.pages[$0] == nil }.map(Change.dropPage)
        return (covers, reveals)
    }

    private static func hosts(from observed: Observed, to plan: Plan) -> (drops: [Change], moves: [Change]) {
        var drops: [Change] = []
        var moves: [Change] = []
        for (domain, backends) in observed.hosts.sorted(by: { $0.key < $1.key }) {
            guard let host = plan.hosts[domain] else {
                drops.append(.dropHost(domain))
                continue
            }
            guard backends.contains(where: { $0 != Slots.backend(host.slot) }) else { continue }
            let foreign = backends.contains { backend in
                Slots.slot(ofBackend: backend).map { plan.owners[$0].map { $0 != host.app } ?? false } ?? true
            }
            if foreign {
                drops.append(.dropHost(domain))
                moves.append(.addHost(domain, slot: host.slot))
            } else {
                moves.append(.setHost(domain, slot: host.slot))
            }
        }
        for (domain, host) in plan.hosts.sorted(by: { $0.key < $1.key }) where observed.hosts[domain] == nil {
            moves.append(.addHost(domain, slot: host.slot))
        }
        return (drops, moves)
    }

    private struct Place: Hashable {
        let slot: Int
        let server: String
        init(_ slot: Int, _ server: String) {
            self.slot = slot
            self.server = server
        }
    }
}
