/// A version of the Engine API: `1.41`.
struct APIVersion: Sendable, Hashable, Comparable, CustomStringConvertible {
    let major: Int
    let minor: Int

    init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    init?(_ text: String) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 2, let major = parts[0], let minor = parts[1], major >= 0, minor >= 0 else { return nil }
        self.init(major, minor)
    }

    var description: String { "\(major).\(minor)" }

    static func < (left: Self, right: Self) -> Bool { (left.major, left.minor) < (right.major, right.minor) }

    /// The newest one that this library was written for.
    static let newest = APIVersion(1, 47)
    /// From here on a healthcheck has a start interval: engine 25.
    static let startInterval = APIVersion(1, 44)
    /// The oldest one, that of engine 20.10.
    static let oldest = APIVersion(1, 41)

    /// The version to speak with an engine: the newest that both know; nil where there is none. An engine that has
    /// dropped all that we know refuses in words that say so.
    static func negotiated(with engine: APIVersion) -> APIVersion? {
        engine >= oldest ? min(engine, newest) : nil
    }
}
