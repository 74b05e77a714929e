import Glibc
import Model
import System

@testable import Routing

/// A unit that isn't in a container: an HTTP server on a loopback address of its own that answers with its name and
/// the headers that it got.
final class FakeUnit: Sendable {
    static let port = 8080
    private static let count = Shared(UInt32.random(in: 0..<(1 << 15)) << 7)

    let unit: RoutedUnit
    private let listener = Shared<Descriptor?>(nil)
    private let ended = Shared(false)
    private let connections = Shared<[Int32: Descriptor]>([:])
    /// Seconds that a request to `/slow` takes.
    private let slowness: Double

    /// - Parameter listening: False for a unit whose port isn't open yet.
    init(_ app: AppName, _ service: String, listening: Bool = true, slowness: Double = 0.5) throws {
        let number = Self.count.update { count in
            count += 1
            return count
        }
        let address = "127.\(1 + number >> 16 & 63).\(number >> 8 & 255).\(1 + number % 250)"
        let id = Hex.string(SHA256.bytes(of: "\(number)-\(getpid())".utf8))
        unit = RoutedUnit(id: id, app: app, service: service, address: address, port: Self.port)
        self.slowness = slowness
        if listening { try listen() }
    }

    deinit { stop() }

    func listen() throws {
        let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        let descriptor = Descriptor(socket)
        var on: Int32 = 1
        setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, socklen_t(MemoryLayout<Int32>.size))
        guard Loopback.bind(socket, unit.address, unit.port), Glibc.listen(socket, 1024) == 0 else {
            throw Failure.system("listen on \(unit.address)")
        }
        listener.update { $0 = descriptor }
        let serving = Serving(unit: unit, slowness: slowness, connections: connections, ended: ended)
        Threads.start { serving.accept(descriptor) }
    }

    /// Ends it at once, as SIGKILL does.
    func stop() {
        ended.update { $0 = true }
        let open = connections.value
        if let listener = listener.value { shutdown(listener.number, Int32(SHUT_RDWR)) }
        listener.update { $0 = nil }
        for connection in open.values { shutdown(connection.number, Int32(SHUT_RDWR)) }
    }

    private struct Serving: Sendable {
        let unit: RoutedUnit
        let slowness: Double
        let connections: Shared<[Int32: Descriptor]>
        let ended: Shared<Bool>

        func accept(_ listener: Descriptor) {
            while !ended.value, let connection = try? UnixSocket.accept(listener) {
                connections.update { $0[connection.number] = connection }
                Threads.start { serve(connection) }
            }
        }

        func serve(_ connection: Descriptor) {
            defer { connections.update { $0[connection.number] = nil } }
            var reader = LineReader()
            var request: [String] = []
            while let bytes = try? connection.read(), !bytes.isEmpty {
                for line in reader.lines(adding: bytes) {
                    guard line.isEmpty else {
                        request.append(line)
                        continue
                    }
                    if request.first?.contains("/slow") == true { usleep(UInt32(slowness * 1e6)) }
                    guard (try? connection.write(answer(request))) != nil else { return }
                    request = []
                }
            }
        }

        func answer(_ request: [String]) -> String {
            if request.contains(where: { $0.lowercased() == "upgrade: websocket" }) {
                // The key's answer as RFC 6455, section 1.3, has it.
                return [
                    "HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade",
                    "Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", "\r\n",
                ].joined(separator: "\r\n")
            }
            let body = ([unit.service, unit.address] + request).joined(separator: "\n") + "\n"
            return "HTTP/1.1 200 OK\r\nServer: secret/1.0\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        }
    }
}
