import Glibc

/// Answers until the process ends: one thread a connection.
func serve(port: UInt16, _ manner: Manner) -> Never {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var yes: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    let bound = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
    }
    guard bound == 0, listen(listener, 1024) == 0 else {
        say("unit: cannot listen on port \(port)")
        exit(71)
    }
    while true {
        let connection = accept(listener, nil, nil)
        if connection >= 0 { start { answer(connection, manner) } }
    }
}

/// Answers all requests of one connection: the app, its commit and its release on a line, then the body that came.
/// `/slow?SECONDS` takes that long; `/health` is the manner's.
private func answer(_ connection: Int32, _ manner: Manner) {
    defer { close(connection) }
    var on: Int32 = 1
    setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    let line = ["SLIPWAY_APP", "SLIPWAY_COMMIT", "SLIPWAY_RELEASE"].map { (name: String) in
        getenv(name).map { String(cString: $0) } ?? "-"
    }.joined(separator: " ")
    var input = Input(connection)
    while let request = input.request() {
        if request.path.hasPrefix("/slow"),
            let seconds = request.path.split(separator: "?").last.flatMap({ UInt32($0) })
        {
            sleep(seconds)
        }
        var status = manner.isIll ? 500 : 200
        if request.path == "/health", status == 200 { status = manner.health }
        let body = Array((line + "\n").utf8) + request.body
        let head =
            "HTTP/1.1 \(status) \(status == 200 ? "OK" : "Ill")\r\nContent-Length: \(body.count)\r\n"
            + "Connection: \(request.keeps ? "keep-alive" : "close")\r\n\r\n"
        guard writeAll(Array(head.utf8) + body, to: connection), request.keeps else { return }
    }
}

private struct Request {
    let path: String
    let keeps: Bool
    let body: [UInt8]
}

/// What has come on a connection and was not read yet.
private struct Input {
    private let connection: Int32
    private var bytes: [UInt8] = []

    init(_ connection: Int32) { self.connection = connection }

    /// The next request; nil where the other side has gone.
    mutating func request() -> Request? {
        while true {
            if let request = take() { return request }
            var buffer = [UInt8](repeating: 0, count: 16384)
            let got = read(connection, &buffer, buffer.count)
            guard got > 0 else { return nil }
            bytes += buffer[..<got]
        }
    }

    private mutating func take() -> Request? {
        let end = Array("\r\n\r\n".utf8)
        guard let cut = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) else { return nil }
        let lines = String(decoding: bytes[..<cut], as: UTF8.self).split(separator: "\r\n").map { $0.lowercased() }
        let length = lines.first { $0.hasPrefix("content-length:") }.flatMap { line in
            Int(line.drop { !$0.isNumber })
        }
        let whole = cut + end.count + (length ?? 0)
        guard bytes.count >= whole else { return nil }
        let body = Array(bytes[(cut + end.count)..<whole])
        bytes.removeFirst(whole)
        return Request(
            path: lines.first?.split(separator: " ").dropFirst().first.map(String.init) ?? "/",
            keeps: !lines.contains("connection: close"), body: body)
    }
}

private func writeAll(_ bytes: [UInt8], to connection: Int32) -> Bool {
    var done = 0
    while done < bytes.count {
        let wrote = bytes[done...].withUnsafeBytes { write(connection, $0.baseAddress, $0.count) }
        guard wrote > 0 else { return false }
        done += wrote
    }
    return true
}
