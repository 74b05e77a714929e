/// A leave that an operator gives one app, for what no stack file may do by itself.
public enum Allowance: Hashable, Sendable {
    /// A port of the host, of either transport.
    case hostPort(Int)
    /// A folder or file of the host, by this path and no other: below a folder that an app may write to, its units
    /// could put a link to anywhere, which the next mount would follow.
    case bind(String)
    /// A capability beyond those that the engine gives by itself, without `CAP_`.
    case capability(String)

    /// - Parameter text: `host-port:5432`, `bind:/srv/data`, `cap:NET_ADMIN`.
    public init(_ text: String) throws(Failure) {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        func problem(_ why: String) -> Failure {
            Failure(
                .usage, "allowance \(text.quotedForPeople): \(why)",
                hint: "one of: host-port:5432, bind:/srv/data, cap:NET_ADMIN")
        }
        guard parts.count == 2 else { throw problem("has no ':'") }
        switch parts[0] {
        case "host-port":
            guard let port = Int(parts[1]), (1...65535).contains(port), String(port) == parts[1] else {
                throw problem("expected a number from 1 to 65535")
            }
            self = .hostPort(port)
        case "bind":
            let names = parts[1].split(separator: "/", omittingEmptySubsequences: false)
            guard parts[1].hasPrefix("/"), parts[1].utf8.count > 1, !names.dropFirst().contains(where: Self.isNoName)
            else {
                throw problem("expected an absolute path below '/', without '.', '..' and empty parts")
            }
            self = .bind(parts[1])
        case "cap":
            let name = parts[1].hasPrefix("CAP_") ? String(parts[1].dropFirst(4)) : parts[1]
            guard !name.isEmpty, name.utf8.allSatisfy({ (0x41...0x5A).contains($0) || $0 == 0x5F }) else {
                throw problem("expected a capability's name in capitals, such as NET_ADMIN")
            }
            self = .capability(name)
        case let kind: throw problem("\(kind.quotedForPeople) can't be allowed")
        }
    }

    private static func isNoName(_ name: Substring) -> Bool {
        name.isEmpty || name == "." || name == ".." || name.utf8.contains(0)
    }
}

extension Allowance: CustomStringConvertible, Comparable {
    public var description: String {
        switch self {
        case .hostPort(let port): "host-port:\(port)"
        case .bind(let path): "bind:\(path)"
        case .capability(let name): "cap:\(name)"
        }
    }

    public static func < (left: Self, right: Self) -> Bool { left.description < right.description }
}

extension Allowance: Codable {
    public init(from decoder: any Decoder) throws {
        try self.init(decoder.singleValueContainer().decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}
