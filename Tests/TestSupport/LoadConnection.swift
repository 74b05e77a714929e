import Glibc
import System

/// One connection of a load, with at most one request on it.
final class LoadConnection {
    struct Answer {
        let status: Int
        let body: [UInt8]
    }

    enum Progress {
        case unfinished
        case answer(Answer)
        case broken(LoadReport.Failure.Kind, String)
    }

    private let descriptor: Descriptor
    private(set) var exchange: LoadExchange?
    private var outgoing: ArraySlice<UInt8> = []
    private var incoming: [UInt8] = []

    /// Begins to connect; nil where there is no descriptor left.
    init?(port: Int) {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
        let number = socket(AF_INET, kind, 0)
        guard number >= 0 else { return nil }
        descriptor = Descriptor(number)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = UInt16(port).bigEndian
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        _ = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }

    /// Whether another request may go on it: nothing has come, and no end.
    var isOpen: Bool {
        var byte: UInt8 = 0
        return recv(descriptor.number, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) < 0
            && errno == EAGAIN
    }

    func begin(_ exchange: LoadExchange) {
        self.exchange = exchange
        outgoing = exchange.bytes[...]
        incoming = []
    }

    var entry: pollfd {
        pollfd(fd: descriptor.number, events: Int16(outgoing.isEmpty ? POLLIN : POLLIN | POLLOUT), revents: 0)
    }

    /// Writes and reads what can be.
    func step(_ events: Int16) -> Progress {
        guard events != 0 else { return .unfinished }
        while !outgoing.isEmpty {
            let wrote = outgoing.withUnsafeBytes {
                Glibc.send(descriptor.number, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            if wrote > 0 {
                outgoing.removeFirst(wrote)
            } else if errno == EAGAIN {
                break
            } else if errno == ECONNREFUSED {
                return .broken(.refused, "")
            } else {
                // What the other side said before it closed counts.
                outgoing = []
            }
        }
        return receive()
    }

    private func receive() -> Progress {
        while true {
            do {
                guard let bytes = try descriptor.read() else { return answer().map { .answer($0) } ?? .unfinished }
                incoming += bytes
                if let answer = answer() { return .answer(answer) }
                if bytes.isEmpty { return .broken(.cut, "after \(incoming.count) bytes") }
            } catch {
                return .broken(.cut, "\(error)")
            }
        }
    }

    /// The whole answer, where it is there.
    private func answer() -> Answer? {
        let end = Array("\r\n\r\n".utf8)
        guard let cut = incoming.indices.first(where: { incoming[$0...].starts(with: end) }) else { return nil }
        let head = String(decoding: incoming[..<cut], as: UTF8.self).lowercased().split(separator: "\r\n")
        let length = head.first { $0.hasPrefix("content-length:") }.flatMap { Int($0.drop { !$0.isNumber }) }
        guard let status = head.first?.split(separator: " ").dropFirst().first.flatMap({ Int($0) }), let length else {
            return nil
        }
        let body = incoming[(cut + end.count)...]
        return body.count >= length ? Answer(status: status, body: Array(body.prefix(length))) : nil
    }
}
