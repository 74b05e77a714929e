import Model

/// What HAProxy is to hold, from intent and facts: pure.
struct Plan: Equatable, Sendable {
    /// A unit as a server of its slot's backend.
    struct Server: Equatable, Sendable {
        let slot: Int
        let unit: RoutedUnit
        /// It gets nothing new.
        let draining: Bool
        var name: String { unit.serverName }
    }

    struct Host: Equatable, Sendable {
        let slot: Int
        let app: AppName
    }

    /// By domain.
    var hosts: [String: Host] = [:]
    /// By domain: an entry of `Pages`.
    var pages: [String: String] = [:]
    var servers: [Server] = []
    /// Services that need their slot: those with units and those that are live.
    var services: Set<String> = []
    /// Whose each slot is.
    var owners: [Int: AppName] = [:]
    var problems: [String] = []

    /// Gives a slot to each service that needs one.
    init(intents: [Intent], units: [RoutedUnit], ending: Set<String>, slots: inout Slots) {
        for intent in intents.sorted(by: { $0.app < $1.app }) {
            guard let live = intent.live else { continue }
            guard let slot = slots.take(live.service, app: intent.app) else {
                problems.append("app '\(intent.app)' has service '\(live.service)' live, which is another app's")
                continue
            }
            services.insert(live.service)
            for domain in intent.domains {
                if let other = hosts[domain.rawValue], other.app != intent.app {
                    problems.append("domain '\(domain)' is both app '\(other.app)' and app '\(intent.app)'")
                } else {
                    hosts[domain.rawValue] = Host(slot: slot, app: intent.app)
                }
            }
        }
        addPages(intents)
        for unit in units.sorted(by: { ($0.service, $0.id) < ($1.service, $1.id) }) {
            guard let slot = slots.take(unit.service, app: unit.app) else {
                problems.append("unit '\(unit.id.prefix(12))' is of service '\(unit.service)', which is another app's")
                continue
            }
            services.insert(unit.service)
            guard unit.isReachable else {
                // Right after its start it has none: that is no trouble.
                if !unit.address.isEmpty {
                    problems.append("unit '\(unit.id.prefix(12))' of '\(unit.service)' has no usable address")
                }
                continue
            }
            servers.append(Server(slot: slot, unit: unit, draining: ending.contains(unit.id)))
        }
        for holder in slots.holders.values { owners[holder.slot] = holder.app }
    }

    /// A page never stands before another app's units, nor in place of another's page.
    private mutating func addPages(_ intents: [Intent]) {
        for intent in intents.sorted(by: { $0.app < $1.app }) {
            guard let page = intent.page else { continue }
            for domain in intent.domains.map(\.rawValue)
            where hosts[domain].map({ $0.app == intent.app }) ?? true && pages[domain] == nil {
                pages[domain] = Pages.entry(page, intent.app)
            }
        }
    }

    /// The host map's file: a domain and its backend a line.
    var hostMap: String {
        hosts.sorted { $0.key < $1.key }.map { "\($0.key) \(Slots.backend($0.value.slot))\n" }.joined()
    }

    /// The page map's file.
    var pageMap: String { pages.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)\n" }.joined() }
}
