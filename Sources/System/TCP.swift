import Glibc

/// The little of TCP that is asked of an address without a protocol on top.
public enum TCP {
    /// Whether something accepts connections there.
    public static func accepts(_ address: String, _ port: Int) -> Bool {
        with(address, port) { connect($0, $1, $2) == 0 }
    }

    /// Whether we could listen there.
    public static func isFree(_ address: String, _ port: Int) -> Bool {
        with(address, port) { number, pointer, size in
            var one: Int32 = 1
            setsockopt(number, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
            return bind(number, pointer, size) == 0
        }
    }

    /// Whether a text is an IPv4 address.
    public static func isAddress(_ text: String) -> Bool {
        var address = in_addr()
        return inet_pton(AF_INET, text, &address) == 1
    }

    private static func with(
        _ address: String, _ port: Int, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Bool
    ) -> Bool {
        guard (1...65535).contains(port) else { return false }
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = in_port_t(UInt16(port)).bigEndian
        guard inet_pton(AF_INET, address, &target.sin_addr) == 1 else { return false }
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { return false }
        defer { close(number) }
        return withUnsafePointer(to: &target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
