import Glibc

/// Addresses of the Internet Protocol.
enum Address {
    static func isIPv4(_ text: String) -> Bool { bytes(of: text) != nil }

    static func isIP(_ text: String) -> Bool {
        var address = in6_addr()
        return isIPv4(text) || inet_pton(AF_INET6, text, &address) == 1
    }

    /// Whether it is the CIDR notation of a network for private use (RFC 1918, RFC 6598) with room for a few units.
    static func isPrivateSubnet(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let bytes = bytes(of: String(parts[0])), let length = Int(parts[1]),
            (8...29).contains(length), String(length) == parts[1]
        else { return false }
        switch (bytes[0], bytes[1]) {
        case (10, _): return true
        case (172, 16...31): return length >= 12
        case (192, 168): return length >= 16
        case (100, 64...127): return length >= 10
        default: return false
        }
    }

    private static func bytes(of text: String) -> [UInt8]? {
        var address = in_addr()
        guard inet_pton(AF_INET, text, &address) == 1 else { return nil }
        return withUnsafeBytes(of: &address.s_addr) { Array($0) }
    }
}
