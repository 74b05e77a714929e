/// Requests and upgraded connections that HAProxy serves now, and those that wait: by backend and by server.
struct Sessions: Equatable, Sendable {
    private var backends: [Int: Int] = [:]
    private var servers: [Int: [String: Int]] = [:]

    /// What asks HAProxy for them: backends (2) and servers (4).
    static let question = "show stat -1 6 -1"

    init() {}

    /// From HAProxy's answer.
    init(_ stat: [UInt8]) {
        for line in Lines(stat) {
            // pxname,svname,qcur,qmax,scur,…: management guide, section 9.1.
            let fields = line.fields(separator: UInt8(ascii: ","), most: 5)
            guard fields.count > 5, let slot = Slots.slot(ofBackend: fields[0].text) else { continue }
            let count = fields[2].number + fields[4].number
            let name = fields[1].text
            if name == "BACKEND" { backends[slot] = count } else { servers[slot, default: [:]][name] = count }
        }
    }

    /// Of all units of a slot.
    subscript(slot: Int) -> Int { backends[slot] ?? 0 }

    /// Of one unit. A client's connection that stays open between requests is none, nor is HAProxy's own to a unit.
    subscript(slot: Int, server: String) -> Int { servers[slot]?[server] ?? 0 }
}
