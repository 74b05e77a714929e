import Glibc
import System

/// Finds out when a unit's port answers: a TCP connect to each, all at once, tried again until it does.
///
/// HAProxy's own checks come every 500 ms; this finds a port within 5 ms of its opening.
struct Probes {
    private struct Attempt {
        var socket: Descriptor?
        /// When to connect anew, or to give up on the connect that runs.
        var due: Instant
        let since: Instant
    }

    private var attempts: [RoutedUnit: Attempt] = [:]
    /// Units whose port has answered.
    private(set) var open: Set<RoutedUnit> = []

    /// Seconds that one connect may take.
    private static let limit = 1.0

    /// Looks at these units and forgets all others.
    mutating func follow(_ units: [RoutedUnit]) {
        let wanted = Set(units)
        open.formIntersection(wanted)
        attempts = attempts.filter { wanted.contains($0.key) }
        for unit in wanted where unit.isReady && unit.isReachable && !open.contains(unit) && attempts[unit] == nil {
            let now = Instant.now
            attempts[unit] = Attempt(socket: nil, due: now, since: now)
            connect(unit)
        }
    }

    /// What to wait for with poll(2).
    var entries: [pollfd] {
        attempts.values.compactMap { attempt in
            attempt.socket.map { pollfd(fd: $0.number, events: Int16(POLLOUT), revents: 0) }
        }
    }

    /// When the next attempt is due.
    var due: Instant? { attempts.values.map(\.due).min() }

    /// Takes what has come and tries again what is due; true where a port has answered.
    mutating func step() -> Bool {
        let before = open.count
        for unit in Array(attempts.keys) {
            guard let attempt = attempts[unit] else { continue }
            if let socket = attempt.socket {
                var entry = pollfd(fd: socket.number, events: Int16(POLLOUT), revents: 0)
                if Glibc.poll(&entry, 1, 0) > 0 {
                    conclude(unit, socket)
                } else if attempt.due.remaining == 0 {
                    retry(unit)
                }
            } else if attempt.due.remaining == 0 {
                connect(unit)
            }
        }
        return open.count > before
    }

    private mutating func conclude(_ unit: RoutedUnit, _ socket: Descriptor) {
        var status: Int32 = 0
        var size = socklen_t(MemoryLayout<Int32>.size)
        getsockopt(socket.number, SOL_SOCKET, SO_ERROR, &status, &size)
        if status == 0 {
            attempts[unit] = nil
            open.insert(unit)
        } else {
            retry(unit)
        }
    }

    /// Every 5 ms for ten seconds, and less often for a unit that takes longer.
    private mutating func retry(_ unit: RoutedUnit) {
        guard let attempt = attempts[unit] else { return }
        let pause = attempt.since.elapsed < 10 ? 0.005 : attempt.since.elapsed < 60 ? 0.05 : 0.5
        attempts[unit]?.socket = nil
        attempts[unit]?.due = Instant.now.advanced(by: pause)
    }

    private mutating func connect(_ unit: RoutedUnit) {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(clamping: unit.port)).bigEndian
        guard inet_pton(AF_INET, unit.address, &address.sin_addr) == 1 else { return }
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let number = socket(AF_INET, kind, 0)
        guard number >= 0 else { return retry(unit) }
        let descriptor = Descriptor(number)
        let status = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        if status == 0 {
            attempts[unit] = nil
            open.insert(unit)
        } else if errno == EINPROGRESS {
            attempts[unit]?.socket = descriptor
            attempts[unit]?.due = Instant.now.advanced(by: Self.limit)
        } else {
            retry(unit)
        }
    }
}
