import Model

/// What HAProxy holds, as its socket tells.
struct Observed: Equatable, Sendable {
    struct Server: Equatable, Sendable {
        let slot: Int
        let name: String
        let address: String
        let port: Int
        /// It gets requests: in HAProxy's words, it runs and is neither in maintenance nor draining.
        let isUp: Bool
        let inMaintenance: Bool
        let isDraining: Bool
        let isChecked: Bool
    }

    var pid = 0
    /// The `description` of the configuration that it runs: which frame that is.
    var frame = ""
    /// By domain: the backends' names of all entries, of which the first counts.
    var hosts: [String: [String]] = [:]
    /// By domain: the entries of its page, of which the first counts.
    var pages: [String: [String]] = [:]
    var servers: [Server] = []

    /// From the answers to `show info`, `show map` of both maps, and `show servers state`.
    init(info: [UInt8], hosts: [UInt8], pages: [UInt8], servers: [UInt8]) throws {
        for line in Lines(info) {
            if let value = line.value(after: "Pid: ") { pid = Int(value) ?? 0 }
            if let value = line.value(after: "description: ") { frame = value }
        }
        guard pid > 0 else { throw Failure(.unavailable, "HAProxy's 'show info' names no pid") }
        self.hosts = Self.entries(hosts)
        self.pages = Self.entries(pages)
        try read(servers)
    }

    private static func entries(_ map: [UInt8]) -> [String: [String]] {
        var entries: [String: [String]] = [:]
        for line in Lines(map) {
            let fields = line.fields()
            guard fields.count == 3 else { continue }
            entries[fields[1].text, default: []].append(fields[2].text)
        }
        return entries
    }

    init() {}

    /// The fields go by the names in its second line: management guide, `show servers state`.
    private mutating func read(_ state: [UInt8]) throws {
        var columns: [String: Int] = [:]
        for line in Lines(state) {
            let fields = line.fields()
            if line.value(after: "# ") != nil {
                for (index, field) in fields.dropFirst().enumerated() { columns[field.text] = index }
                continue
            }
            guard fields.count > 10 else { continue }
            func field(_ name: String) throws -> Lines.Line {
                guard let index = columns[name], index < fields.count else {
                    throw Failure(.unavailable, "HAProxy's 'show servers state' has no field '\(name)'")
                }
                return fields[index]
            }
            guard let slot = Slots.slot(ofBackend: try field("be_name").text) else { continue }
            let admin = try field("srv_admin_state").number
            let maintenance = admin & 0x23 != 0
            let draining = admin & 0x18 != 0
            servers.append(
                Server(
                    slot: slot, name: try field("srv_name").text, address: try field("srv_addr").text,
                    port: try field("srv_port").number,
                    isUp: try field("srv_op_state").number == 2 && !maintenance && !draining,
                    inMaintenance: maintenance, isDraining: draining,
                    isChecked: try field("srv_check_state").number & 0x04 != 0))
        }
    }

    /// Slots that hold a server or that a domain points to.
    var slotsInUse: Set<Int> {
        Set(servers.map(\.slot)).union(hosts.values.joined().compactMap(Slots.slot(ofBackend:)))
    }
}
