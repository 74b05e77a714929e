import Model
import System

/// Makes the files and HAProxy hold what they are to hold: one thread's.
///
/// It trusts nothing that it did before: each pass reads what HAProxy has and mends every difference, so a killed
/// HAProxy, a killed router and a change by hand are all the same case.
struct Reconciler {
    /// Nil until they were read once: nothing is changed before both are known.
    var intents: [Intent]?
    var units: [RoutedUnit]?
    /// Units that were told to end.
    var ending: Set<String> = []
    /// Units that a client took out of service, kept on disk: a router and a HAProxy that start anew leave them out.
    var retired: Set<String>
    /// What went wrong with intent and facts.
    var sourceProblems: [String] = []

    private(set) var state = RouterState(generation: 0, pid: nil, services: [:], hosts: [:], pages: [:], problem: nil)
    /// Something is left that HAProxy refuses now and takes in a moment.
    private(set) var isUnfinished = false

    private let folder: Folder
    private let configuration: HAProxyConfiguration
    private var files: RouterFiles
    private var slots: Slots
    private var generation = 0
    private var observed: Observed?
    private var sessions = Sessions()
    /// What the configuration on disk was last made of.
    private var rendered: (size: Int, servers: [Plan.Server])?
    private var frame = FrameAttempts()

    init(folder: Folder, settings: Settings) throws {
        self.folder = folder
        configuration = try HAProxyConfiguration(settings: settings, folder: folder)
        files = try RouterFiles(folder)
        slots = files.slots()
        retired = files.retired()
    }

    /// Writes the files alone, for a HAProxy that isn't there yet.
    mutating func render() throws {
        let ready = (units ?? []).filter(\.isReady)
        let plan = Plan(intents: intents ?? [], units: ready, ending: ending.union(retired), slots: &slots)
        slots.release(keeping: plan.services, inUse: [])
        try files.write(slots)
        try write(mapsOf: plan)
        try files.writeChecked(configuration.text(poolSize: slots.size, servers: plan.servers))
    }

    /// - Parameters:
    ///   - open: Units whose port has answered.
    ///   - countingSessions: Whether somebody wants to know them; they cost HAProxy more than all else.
    mutating func pass(open: Set<RoutedUnit>, countingSessions: Bool) {
        isUnfinished = false
        var problems = sourceProblems
        var plan: Plan?
        do {
            if let intents, let units {
                let made = Plan(intents: intents, units: units, ending: ending.union(retired), slots: &slots)
                plan = made
                problems += made.problems
                try files.write(slots)
                try files.write(retired: retired)
                try write(mapsOf: made)
            }
            try meet(plan, open: open, countingSessions, &problems)
            if let observed, let plan { slots.release(keeping: plan.services, inUse: observed.slotsInUse) }
        } catch {
            observed = nil
            problems.append("\(error)")
            // The next HAProxy is to come up right all the same.
            do { if let plan { try write(plan, open: open) } } catch { problems.append("\(error)") }
        }
        let problem = problems.isEmpty ? nil : problems.joined(separator: "; ")
        if problem != state.problem { Report.line("router: \(problem ?? "all is well again")") }
        state = RouterState(
            generation: generation, pid: observed?.pid, services: services(), hosts: hosts(), pages: pages(),
            problem: problem)
    }

    /// Reads what HAProxy has, mends it and reads again.
    private mutating func meet(
        _ plan: Plan?, open: Set<RoutedUnit>, _ countingSessions: Bool, _ problems: inout [String]
    ) throws {
        var session = try HAProxySession(folder.haproxySocket)
        var now = try session.observe(configuration.maps)
        observed = now
        if let plan {
            if reframe(plan, open: open, running: now) {
                session = try HAProxySession(folder.haproxySocket)
                now = try session.observe(configuration.maps)
            }
            if let problem = frame.problem { problems.append(problem) }
            let changes = Change.all(from: now, to: plan, open: open)
            if !changes.isEmpty {
                try apply(changes, session, &problems)
                now = try session.observe(configuration.maps)
            }
        }
        if countingSessions { sessions = try session.sessions() }
        observed = now
        if let plan, frame.problem == nil { try write(plan, open: open) }
    }

    private mutating func apply(_ changes: [Change], _ session: HAProxySession, _ problems: inout [String]) throws {
        var blocked: Set<Int> = []
        for change in changes {
            if let slot = change.slot, blocked.contains(slot) { continue }
            do {
                for command in change.commands(configuration.maps) { try session.order(command) }
                generation += 1
                // A server's name is free for its new address only now.
                if case .delete = change { isUnfinished = true }
            } catch let failure as Failure where failure.code == .failed {
                if case .delete = change {
                    isUnfinished = true
                    continue
                }
                if let slot = change.slot { blocked.insert(slot) }
                problems.append(failure.message)
            }
        }
    }

    /// Brings HAProxy to this frame by a reload where it runs another; true where it did. A failure is kept and
    /// tried again later: what can be done without it goes on.
    private mutating func reframe(_ plan: Plan, open: Set<RoutedUnit>, running: Observed) -> Bool {
        let wanted = configuration.identity(poolSize: slots.size)
        guard running.frame != wanted else {
            frame = FrameAttempts()
            return false
        }
        guard frame.due.remaining == 0 else { return false }
        do {
            let old = try? Files.read(folder.haproxyConfiguration)
            try files.writeChecked(text(plan, open: open))
            do {
                try HAProxy.reload(folder, from: running, to: wanted)
            } catch {
                // One that HAProxy can't start with is worse on disk than an old one.
                rendered = nil
                if let old { try files.write(folder.haproxyConfiguration, old) }
                throw error
            }
            Report.line("router: reloaded HAProxy with \(slots.size) slots")
            generation += 1
            frame = FrameAttempts()
            return true
        } catch {
            frame.fail(error)
            return false
        }
    }

    private mutating func write(mapsOf plan: Plan) throws {
        try files.write(configuration.maps.host, plan.hostMap)
        try files.write(configuration.maps.page, plan.pageMap)
    }

    private mutating func write(_ plan: Plan, open: Set<RoutedUnit>) throws {
        let servers = servers(plan, open: open)
        guard rendered?.size != slots.size || rendered?.servers != servers else { return }
        try files.write(
            folder.haproxyConfiguration, configuration.text(poolSize: slots.size, servers: servers))
        rendered = (slots.size, servers)
    }

    private func text(_ plan: Plan, open: Set<RoutedUnit>) -> String {
        configuration.text(poolSize: slots.size, servers: servers(plan, open: open))
    }

    /// The units that HAProxy has or may have.
    private func servers(_ plan: Plan, open: Set<RoutedUnit>) -> [Plan.Server] {
        let present = Set((observed?.servers ?? []).map { "\($0.slot) \($0.name)" })
        return plan.servers.filter { open.contains($0.unit) || present.contains("\($0.slot) \($0.name)") }
    }

    /// A frame that HAProxy didn't take is tried less and less often.
    private struct FrameAttempts {
        private(set) var due = Instant.now
        private(set) var problem: String?
        private var pause = 5.0

        mutating func fail(_ error: any Error) {
            problem = "\(error)"
            due = Instant.now.advanced(by: pause)
            pause = min(pause * 2, 60)
        }
    }
}

extension Reconciler {
    private func services() -> [String: ServiceState] {
        let units = Dictionary(grouping: units ?? [], by: \.service)
        let servers = Dictionary(grouping: observed?.servers ?? [], by: \.slot)
        return slots.holders.reduce(into: [:]) { services, entry in
            let (service, holder) = entry
            var left = Dictionary(
                (servers[holder.slot] ?? []).map { ($0.name, $0) }, uniquingKeysWith: { first, _ in first })
            var states: [UnitState] = (units[service] ?? []).filter { $0.app == holder.app }.map { unit in
                let server = left.removeValue(forKey: unit.serverName)
                return UnitState(
                    id: unit.id, address: unit.address, port: unit.port,
                    status: server.map { status($0, of: unit) } ?? .waiting,
                    sessions: sessions[holder.slot, unit.serverName])
            }
            for server in left.values.sorted(by: { $0.name < $1.name }) {
                states.append(
                    UnitState(
                        id: String(server.name.dropFirst()), address: server.address, port: server.port,
                        status: .draining, sessions: sessions[holder.slot, server.name]))
            }
            services[service] = ServiceState(
                slot: holder.slot, app: holder.app, units: states, sessions: sessions[holder.slot])
        }
    }

    private func status(_ server: Observed.Server, of unit: RoutedUnit) -> UnitState.Status {
        if server.address != unit.address || server.port != unit.port { return .waiting }
        if server.isUp { return .up }
        return server.isDraining || server.inMaintenance ? .draining : .down
    }

    private func hosts() -> [String: String] {
        let services = Dictionary(
            slots.holders.map { ($0.value.slot, $0.key) }, uniquingKeysWith: { first, _ in first })
        return (observed?.hosts ?? [:]).compactMapValues { backends in
            backends.first.flatMap(Slots.slot(ofBackend:)).flatMap { services[$0] }
        }
    }

    private func pages() -> [String: Intent.Page] {
        (observed?.pages ?? [:]).compactMapValues { $0.first.flatMap(Pages.page(ofEntry:)) }
    }
}
