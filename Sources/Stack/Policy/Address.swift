import Glibc

/// Addresses of the Internet Protocol.
enum Address {
    static func isIPv4(_ text: String) -> Bool { bytes(of: text) != nil }

    static func isIP(_ text: String) -> Bool {
        var address = in6_addr()
        return isIPv4(text) || inet_pton(AF_INET6, text, &address) == 1
    }

    /// How long a network's prefix may be: one app doesn't take the addresses of the others.
    static let subnetBits = 20...29

    /// Whether it is the CIDR notation of a network for private use (RFC 1918, RFC 6598) with room for a few units.
    static func isPrivateSubnet(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let bytes = bytes(of: String(parts[0])), let length = Int(parts[1]),
            subnetBits.contains(length), String(length) == parts[1]
        else { return false }
        switch (bytes[0], bytes[1]) {
        // The swarm takes its own from the beginning of 10.0.0.0/8, the engine's bridges begin at 172.17.0.0.
        case (10, 128...): return true
        case (172, 24...31), (192, 168), (100, 64...127): return true
        default: return false
        }
    }

    private static func bytes(of text: String) -> [UInt8]? {
        var address = in_addr()
        guard inet_pton(AF_INET, text, &address) == 1 else { return nil }
        return withUnsafeBytes(of: &address.s_addr) { Array($0) }
    }
}
