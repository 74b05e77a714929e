import FoundationEssentials

/// A point in time as people and JSON have it: ISO 8601 in UTC, to the second.
public enum Timestamp {
    public static var now: String { text(secondsSince1970()) }

    public static func text(_ secondsSince1970: Int) -> String {
        Date(timeIntervalSince1970: Double(secondsSince1970)).formatted(.iso8601)
    }
}
