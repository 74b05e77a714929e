import Glibc
import Model
import System

/// One HTTP/1.1 request on a connection of its own.
public struct HTTP {
    public struct Answer: Sendable {
        public let status: Int
        public let head: String
        public let body: String
    }

    /// What comes back, or nil where the connection fails, ends early or takes longer than the limit.
    public static func get(
        _ path: String = "/", host: String, address: String = "127.0.0.1", port: Int, headers: [String: String] = [:],
        limit seconds: Int = 10
    ) -> Answer? {
        guard let connection = connect(address, port, limit: seconds) else { return nil }
        var request = "GET \(path) HTTP/1.1\r\nHost: \(host)\r\nConnection: close\r\n"
        for (name, value) in headers { request += "\(name): \(value)\r\n" }
        guard (try? connection.write(request + "\r\n")) != nil, let bytes = try? connection.readToEnd() else {
            return nil
        }
        return parse(String(decoding: bytes, as: UTF8.self))
    }

    private static func parse(_ text: String) -> Answer? {
        guard let cut = text.firstRange(of: "\r\n\r\n") else { return nil }
        let head = String(text[..<cut.lowerBound])
        guard let status = head.split(separator: " ").dropFirst().first.flatMap({ Int($0) }) else { return nil }
        return Answer(status: status, head: head, body: String(text[cut.upperBound...]))
    }

    public static func connect(_ address: String, _ port: Int, limit seconds: Int = 10) -> Descriptor? {
        let descriptor = Descriptor(socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0))
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor.number, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        var target = sockaddr_in()
        target.sin_family = sa_family_t(AF_INET)
        target.sin_port = in_port_t(UInt16(port)).bigEndian
        inet_pton(AF_INET, address, &target.sin_addr)
        let status = withUnsafePointer(to: &target) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor.number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        return status == 0 ? descriptor : nil
    }
}
