import Model

/// Which backend of HAProxy's pool each service of the engine has.
///
/// HAProxy 2.6 can't make a backend at run time, so the configuration declares a pool of empty ones. A service keeps
/// its slot until it has gone and HAProxy holds nothing of it any more, so that a slot is never two apps'.
struct Slots: Codable, Equatable, Sendable {
    struct Holder: Codable, Equatable, Sendable {
        let slot: Int
        let app: AppName
    }

    static let firstSize = 64

    /// How many the pool has; it only grows.
    private(set) var size = Slots.firstSize
    /// By the name of the engine's service.
    private(set) var holders: [String: Holder] = [:]

    /// The name of a slot's backend.
    static func backend(_ slot: Int) -> String {
        let digits = String(slot)
        return "be_" + String(repeating: "0", count: max(0, 5 - digits.count)) + digits
    }

    /// The slot of a backend's name; nil where it is none of the pool's.
    static func slot(ofBackend name: String) -> Int? {
        guard name.hasPrefix("be_"), let slot = Int(name.dropFirst(3)), backend(slot) == name else { return nil }
        return slot
    }

    /// The service's slot: the one that it has, else the lowest free one. A pool that is used up doubles.
    /// Nil where the service is another app's.
    mutating func take(_ service: String, app: AppName) -> Int? {
        if let holder = holders[service] { return holder.app == app ? holder.slot : nil }
        let taken = Set(holders.values.map(\.slot))
        let slot = (0..<size).first { !taken.contains($0) } ?? size
        while slot >= size { size *= 2 }
        holders[service] = Holder(slot: slot, app: app)
        return slot
    }

    /// Gives up the slots of all services but these and those whose slot is still in use.
    mutating func release(keeping services: Set<String>, inUse: Set<Int>) {
        holders = holders.filter { services.contains($0.key) || inUse.contains($0.value.slot) }
    }
}
