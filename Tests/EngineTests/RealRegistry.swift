import Glibc
import Model
import System

@testable import Engine

/// The distribution registry on a port of loopback, with one password.
struct RealRegistry {
    let server: String
    let credentials: RegistryCredentials
    private let folder: String
    private let child: Child

    init() throws {
        let port = try Self.freePort()
        server = "127.0.0.1:\(port)"
        credentials = RegistryCredentials(username: "slipway", password: Password.random(), server: server)
        folder = "/tmp/slipway-registry-\(getpid())-\(port)"
        try Files.makeFolder(folder)
        try Files.write("\(folder)/htpasswd", "slipway:\(Password.bcrypt(credentials.password))\n")
        try Files.write(
            "\(folder)/config.yml",
            """
            version: 0.1
            log: {level: error}
            storage: {filesystem: {rootdirectory: \(folder)/data}}
            http: {addr: "\(server)"}
            auth: {htpasswd: {realm: slipway, path: \(folder)/htpasswd}}

            """)
        let log = try Descriptor.open("\(folder)/log", O_WRONLY | O_CREAT)
        child = try Child(
            ["docker-registry", "serve", "\(folder)/config.yml"], environment: Command.plainEnvironment,
            streams: .init(output: log, error: log))
        let up: Bool? = poll(for: 10) { Self.withSocket(port) { connect($0, $1, $2) } == 0 ? true : nil }
        guard up == true else { throw Failure(.unavailable, "the registry did not start") }
    }

    func end() {
        child.end()
        try? Files.remove(folder)
    }

    /// A port that nobody listens on now.
    private static func freePort() throws -> Int {
        var address = sockaddr_in()
        let status = withSocket(0) { number, any, size in
            guard bind(number, any, size) == 0 else { return -1 }
            var room = size
            return withUnsafeMutablePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getsockname(number, $0, &room) }
            }
        }
        guard status == 0 else { throw Failure.system("find a free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    /// Calls `body` with a new socket and a port of loopback.
    private static func withSocket(
        _ port: Int, _ body: (Int32, UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) -> Int32 {
        let descriptor = Descriptor(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body(descriptor.number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
