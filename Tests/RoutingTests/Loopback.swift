import Glibc
import Model
import System

/// TCP on this host alone.
enum Loopback {
    static func withAddress<Result>(
        _ address: String, _ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result {
        var socketAddress = sockaddr_in()
        socketAddress.sin_family = sa_family_t(AF_INET)
        socketAddress.sin_port = in_port_t(port).bigEndian
        inet_pton(AF_INET, address, &socketAddress.sin_addr)
        return withUnsafePointer(to: &socketAddress) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    static func bind(_ socket: Int32, _ address: String, _ port: Int) -> Bool {
        withAddress(address, port) { Glibc.bind(socket, $0, $1) == 0 }
    }

    /// A port that nobody has now.
    static func freePort() -> Int {
        let descriptor = Descriptor(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        _ = bind(descriptor.number, "127.0.0.1", 0)
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                _ = getsockname(descriptor.number, $0, &size)
            }
        }
        return Int(in_port_t(bigEndian: address.sin_port))
    }

    static func connect(_ port: Int) throws -> Descriptor {
        let descriptor = Descriptor(socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0))
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        setsockopt(descriptor.number, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        guard withAddress("127.0.0.1", port, { Glibc.connect(descriptor.number, $0, $1) }) == 0 else {
            throw Failure.system("connect to port \(port)")
        }
        return descriptor
    }
}

/// An answer over HTTP.
struct Answer: Equatable {
    let status: Int
    let head: [String]
    let body: String

    func header(_ name: String) -> String? {
        head.first { $0.lowercased().hasPrefix("\(name.lowercased()): ") }.map { String($0.dropFirst(name.count + 2)) }
    }

    /// The first line of what a `FakeUnit` says: its service.
    var service: String { body.split(separator: "\n").first.map(String.init) ?? "" }

    /// The second: its address.
    var address: String { body.split(separator: "\n").dropFirst().first.map(String.init) ?? "" }

    /// What the unit got.
    var got: [String] { body.split(separator: "\n").dropFirst(2).map(String.init) }
}

/// A connection of a client.
struct HTTPClient {
    let connection: Descriptor

    init(_ port: Int) throws { connection = try Loopback.connect(port) }

    /// - Parameter host: No Host header where nil.
    func get(
        _ host: String?, _ path: String = "/", headers: [String] = [], version: String = "1.1", method: String = "GET"
    ) throws -> Answer {
        let length = method == "GET" ? [] : ["Content-Length: 0"]
        let lines = ["\(method) \(path) HTTP/\(version)"] + (host.map { ["Host: \($0)"] } ?? []) + length + headers
        return try send(lines.joined(separator: "\r\n") + "\r\n\r\n")
    }

    func send(_ request: String) throws -> Answer {
        try connection.write(request)
        var bytes: [UInt8] = []
        while true {
            guard let more = try connection.read() else { throw Failure(.unavailable, "no answer in time") }
            bytes += more
            let text = String(decoding: bytes, as: UTF8.self)
            if let answer = Self.parse(text, ended: more.isEmpty) { return answer }
            guard !more.isEmpty else { throw Failure(.unavailable, "the connection closed: '\(text)'") }
        }
    }

    private static func parse(_ text: String, ended: Bool) -> Answer? {
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
        guard let blank = lines.firstIndex(of: ""), let first = lines.first else { return nil }
        let words = first.split(separator: " ")
        guard words.count >= 2, let status = Int(words[1]) else { return nil }
        let body = lines[(blank + 1)...].joined(separator: "\r\n")
        let answer = Answer(status: status, head: Array(lines[1..<blank]), body: body)
        if status == 101 { return answer }
        guard let length = answer.header("content-length").flatMap(Int.init) else { return ended ? answer : nil }
        return body.utf8.count >= length ? answer : nil
    }
}
