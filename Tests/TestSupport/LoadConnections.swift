import Glibc
import Model
import System

/// The connections of a load: one thread's.
struct LoadConnections {
    private let app: String
    private let target: (host: String, port: Int)
    private let began: Instant
    private var busy: [LoadConnection] = []
    private var idle: [LoadConnection] = []
    private var failed: [LoadReport.Result] = []

    init(app: String, target: (host: String, port: Int), began: Instant) {
        self.app = app
        self.target = target
        self.began = began
    }

    var inFlight: Int { busy.count }

    mutating func send(_ kind: LoadKind, newest: Int) {
        let exchange = LoadExchange(kind: kind, host: target.host, newest: newest)
        var kept: LoadConnection?
        // One that the router closed while nothing was asked on it is no failure: HTTP lets it.
        while kind.keeps, kept == nil, let candidate = idle.popLast() { kept = candidate.isOpen ? candidate : nil }
        guard let connection = kept ?? LoadConnection(port: target.port) else {
            return failed.append(failure(exchange, .refused, "no socket"))
        }
        connection.begin(exchange)
        busy.append(connection)
    }

    /// Lets all go on, and waits at most so long for the first that can.
    mutating func wait(for seconds: Double) -> [LoadReport.Result] {
        var entries = busy.map { $0.entry }
        _ = Glibc.poll(&entries, UInt(entries.count), Int32((seconds * 1000).rounded(.up)))
        var results = failed
        failed = []
        var still: [LoadConnection] = []
        for (connection, entry) in zip(busy, entries) {
            guard let exchange = connection.exchange else { continue }
            switch connection.step(entry.revents) {
            case .unfinished where exchange.sent.elapsed < exchange.kind.seconds + 10: still.append(connection)
            case .unfinished: results.append(failure(exchange, .late, "after \(Int(exchange.sent.elapsed)) s"))
            case .broken(let kind, let detail): results.append(failure(exchange, kind, detail))
            case .answer(let answer):
                results.append(judge(answer, exchange))
                if exchange.kind.keeps, connection.isOpen { idle.append(connection) }
            }
        }
        busy = still
        return results
    }

    private func judge(_ answer: LoadConnection.Answer, _ exchange: LoadExchange) -> LoadReport.Result {
        let text = String(decoding: answer.body, as: UTF8.self)
        guard answer.status == 200 else { return failure(exchange, .status, "\(answer.status) \(text.prefix(60))") }
        let words = text.split(separator: "\n").first?.split(separator: " ") ?? []
        guard words.count == 3, words[0] == app, let release = Int(words[2].dropFirst()) else {
            return failure(exchange, .wrongApp, "\(text.prefix(60))")
        }
        guard text.utf8.drop(while: { $0 != UInt8(ascii: "\n") }).dropFirst().elementsEqual(exchange.body) else {
            return failure(exchange, .wrongBody, "\(answer.body.count) bytes for \(exchange.body.count)")
        }
        return .answered(
            exchange.kind, release: release, commit: String(words[1]), seconds: exchange.sent.elapsed,
            newest: exchange.newest)
    }

    private func failure(
        _ exchange: LoadExchange, _ kind: LoadReport.Failure.Kind, _ detail: String
    ) -> LoadReport.Result {
        .failed(.init(at: began.elapsed, request: exchange.kind, kind: kind, detail: detail))
    }
}

/// One request and what must come back.
struct LoadExchange {
    let kind: LoadKind
    let body: [UInt8]
    let bytes: [UInt8]
    let sent = Instant.now
    let newest: Int

    init(kind: LoadKind, host: String, newest: Int) {
        self.kind = kind
        self.newest = newest
        body =
            kind.isPost
            ? Array("body \(UInt64.random(in: 0 ... .max)) \(String(repeating: "x", count: 2000))".utf8) : []
        let path = kind.seconds > 0 ? "/slow?\(Int(kind.seconds))" : "/"
        let head =
            "\(kind.isPost ? "POST" : "GET") \(path) HTTP/1.1\r\nHost: \(host)\r\n"
            + (kind.isPost ? "Content-Length: \(body.count)\r\n" : "") + (kind.keeps ? "" : "Connection: close\r\n")
            + "\r\n"
        bytes = Array(head.utf8) + body
    }
}
