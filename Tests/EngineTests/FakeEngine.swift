import Glibc
import System

/// Answers on a unix socket as it is told, and keeps what it was asked: for what a real engine won't do on demand.
final class FakeEngine: Sendable {
    enum Answer: Sendable {
        case json(Int, String)
        /// An answer, after which the connection is closed without notice, as a restart of the engine does.
        case last(String)
        /// A chunked answer that never ends.
        case endless(String)
        /// The connection is closed in the middle of an answer.
        case broken
    }

    let socket: String
    private let lines = Shared<[String]>([])
    private let open = Shared<[Descriptor]>([])

    /// - Parameters:
    ///   - version: The newest version of the API that it speaks, named with every answer.
    ///   - answer: Of the request's first line, `GET /_ping HTTP/1.1`.
    init(version: String = "1.52", answer: @escaping @Sendable (String) -> Answer) throws {
        socket = "/tmp/slipway-engine-\(getpid())-\(UInt32.random(in: 0...UInt32.max)).sock"
        let listener = try UnixSocket.listen(socket)
        let (lines, open) = (lines, open)
        Threads.start {
            while let connection = try? UnixSocket.accept(listener) {
                Threads.start { Self.serve(connection, version, lines, open, answer) }
            }
        }
    }

    deinit { unlink(socket) }

    /// The first lines of the requests so far.
    var requests: [String] { lines.value }

    private static func serve(
        _ connection: Descriptor, _ version: String, _ lines: Shared<[String]>, _ open: Shared<[Descriptor]>,
        _ answer: (String) -> Answer
    ) {
        var reader = LineReader()
        var first: String?
        while let bytes = try? connection.read(), !bytes.isEmpty {
            for line in reader.lines(adding: bytes) {
                guard line.isEmpty else {
                    first = first ?? line
                    continue
                }
                let request = first ?? ""
                first = nil
                lines.update { $0.append(request) }
                let header = "Content-Type: application/json\r\nApi-Version: \(version)\r\n"
                switch answer(request) {
                case .json(let status, let body):
                    let size = "Content-Length: \(body.utf8.count)\r\n"
                    try? connection.write("HTTP/1.1 \(status) x\r\n\(header)\(size)\r\n\(body)")
                case .last(let body):
                    try? connection.write(
                        "HTTP/1.1 200 OK\r\n\(header)Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
                    return
                case .endless(let body):
                    let chunk = "\(String(body.utf8.count, radix: 16))\r\n\(body)\r\n"
                    open.update { $0.append(connection) }
                    try? connection.write("HTTP/1.1 200 OK\r\n\(header)Transfer-Encoding: chunked\r\n\r\n\(chunk)")
                case .broken:
                    try? connection.write("HTTP/1.1 200 OK\r\n\(header)Content-Length: 100\r\n\r\n{")
                    return
                }
            }
        }
    }
}
