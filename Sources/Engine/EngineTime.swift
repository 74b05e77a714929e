import Glibc

/// A point in time as the engine gives it, to the nanosecond; in JSON a number, nanoseconds since 1970.
public struct EngineTime: Sendable, Hashable, Comparable, Codable, CustomStringConvertible {
    /// Since 1970, in UTC.
    public let nanoseconds: Int

    /// Seconds since then.
    public var age: Double { Double(EngineTime.now.nanoseconds - nanoseconds) / 1e9 }

    /// A time by its number.
    public init(nanoseconds: Int) { self.nanoseconds = nanoseconds }

    /// The wall clock of this host, which its engine has too.
    public static var now: EngineTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return EngineTime(nanoseconds: time.tv_sec * 1_000_000_000 + time.tv_nsec)
    }

    /// Reads the number.
    public init(from decoder: any Decoder) throws {
        nanoseconds = try decoder.singleValueContainer().decode(Int.self)
    }

    /// Writes the number.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(nanoseconds)
    }

    /// Seconds since 1970.
    public var seconds: Int { nanoseconds / 1_000_000_000 }

    /// As the engine takes it in a query: seconds, a point and nine digits.
    public var description: String {
        let rest = String(nanoseconds % 1_000_000_000)
        return "\(seconds)." + String(repeating: "0", count: 9 - rest.utf8.count) + rest
    }

    /// By time.
    public static func < (left: Self, right: Self) -> Bool { left.nanoseconds < right.nanoseconds }

    /// RFC 3339 with up to nine digits of a second and `Z` or an offset. Nil for what isn't, and for Go's zero time,
    /// the year 1, by which the engine says 'never'.
    public init?(_ text: some StringProtocol) {
        var rest = Substring(text)
        func number(_ digits: Int, then separator: Character?) -> Int? {
            let part = rest.prefix(digits)
            guard part.utf8.count == digits, part.utf8.allSatisfy(Self.isDigit), let value = Int(part)
            else { return nil }
            rest = rest.dropFirst(digits)
            if let separator {
                guard rest.first == separator else { return nil }
                rest = rest.dropFirst()
            }
            return value
        }
        guard let year = number(4, then: "-"), let month = number(2, then: "-"), let day = number(2, then: "T"),
            let hour = number(2, then: ":"), let minute = number(2, then: ":"), let second = number(2, then: nil),
            (1970...2200).contains(year), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        var fraction = 0
        if rest.first == "." {
            let digits = rest.dropFirst().prefix { $0.utf8.allSatisfy(Self.isDigit) }
            guard let value = Int(digits.prefix(9)) else { return nil }
            fraction = (digits.utf8.count..<9).reduce(value) { value, _ in value * 10 }
            rest = rest.dropFirst(1 + digits.count)
        }
        guard let offset = Self.offset(rest) else { return nil }
        let time = Self.days(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset
        self.init(nanoseconds: time * 1_000_000_000 + fraction)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }

    /// Seconds east of Greenwich.
    private static func offset(_ text: Substring) -> Int? {
        if text == "Z" { return 0 }
        let parts = text.dropFirst().split(separator: ":").map { Int($0) }
        guard let sign = text.first, "+-".contains(sign), parts.count == 2, let hours = parts[0], let minutes = parts[1]
        else { return nil }
        return (hours * 3600 + minutes * 60) * (sign == "-" ? -1 : 1)
    }

    /// Days since 1970-01-01 in the Gregorian calendar, with years that start in March.
    private static func days(_ year: Int, _ month: Int, _ day: Int) -> Int {
        let year = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - 719_468
    }
}
