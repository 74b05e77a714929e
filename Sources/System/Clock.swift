import CSystemShim
import Glibc

/// Time that only goes forward, in seconds.
public struct Instant: Sendable, Comparable {
    private let nanoseconds: UInt64

    public static var now: Instant { Instant(nanoseconds: clock_gettime_nsec_np_monotonic()) }

    private init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

    private static func clock_gettime_nsec_np_monotonic() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }

    /// For a process that we start: the clock is the same for all on this host until it restarts.
    public var text: String { String(nanoseconds) }

    /// What another process's `text` means.
    public init?(text: String) {
        guard let nanoseconds = UInt64(text), nanoseconds <= Instant.now.nanoseconds else { return nil }
        self.init(nanoseconds: nanoseconds)
    }

    public static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

    public func advanced(by seconds: Double) -> Instant {
        Instant(nanoseconds: nanoseconds + UInt64(max(0, seconds) * 1e9))
    }

    /// Seconds from then to now.
    public var elapsed: Double { Double(Instant.now.nanoseconds - nanoseconds) / 1e9 }

    /// Seconds from now to then, 0 where it has passed.
    public var remaining: Double {
        let now = Instant.now
        return now < self ? Double(nanoseconds - now.nanoseconds) / 1e9 : 0
    }
}

/// The wall clock, in seconds since 1970.
public func secondsSince1970() -> Int { Int(time(nil)) }

/// Whether the kernel holds the wall clock for synchronised, adjtimex(2); nil where it doesn't say.
public func clockIsSynchronised() -> Bool? {
    let answer = shim_clock_is_synchronised()
    return answer < 0 ? nil : answer == 1
}

/// Asks until the answer is there or the time is up; nil then. `every` is the pause between, in seconds.
public func poll<Answer>(
    for seconds: Double, every pause: Double = 0.02, _ ask: () throws -> Answer?
) rethrows -> Answer? {
    let deadline = Instant.now.advanced(by: seconds)
    while true {
        if let answer = try ask() { return answer }
        guard deadline.remaining > 0 else { return nil }
        usleep(useconds_t(min(pause, deadline.remaining) * 1e6))
    }
}
