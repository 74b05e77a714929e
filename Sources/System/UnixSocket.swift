import CSystemShim
import Glibc
import Model

/// A unix socket: who may speak to it is decided by its file's mode and its folder's.
public enum UnixSocket {
    public static func connect(_ path: String, timeout seconds: Int = 30) throws -> Descriptor {
        let descriptor = try make()
        descriptor.limitWaiting(to: seconds)
        let status = try withAddress(path) { Glibc.connect(descriptor.number, $0, $1) }
        guard status == 0 else { throw Failure.system("connect to '\(path)'") }
        return descriptor
    }

    /// Listens on a new socket file; a stale one from a process that has gone is replaced. Whoever calls this
    /// holds a lock that says there is no other.
    public static func listen(_ path: String, mode: mode_t = 0o660) throws -> Descriptor {
        let descriptor = try make()
        unlink(path)
        guard try withAddress(path, { bind(descriptor.number, $0, $1) }) == 0, chmod(path, mode) == 0,
            Glibc.listen(descriptor.number, 64) == 0
        else { throw Failure.system("listen on '\(path)'") }
        return descriptor
    }

    /// The next connection.
    public static func accept(_ listener: Descriptor) throws -> Descriptor {
        while true {
            let number = shim_accept_cloexec(listener.number)
            if number >= 0 { return Descriptor(number) }
            guard errno == EINTR || errno == ECONNABORTED else { throw Failure.system("accept a connection") }
        }
    }

    /// Sends one text, closes the sending side, and returns all that comes back.
    public static func ask(_ path: String, _ text: String, timeout seconds: Int = 30) throws -> String {
        let connection = try connect(path, timeout: seconds)
        try connection.write(text)
        shutdown(connection.number, Int32(SHUT_WR))
        var answer: [UInt8] = []
        while true {
            guard let more = try connection.read() else {
                throw Failure(.unavailable, "no answer from '\(path)' within \(seconds) s")
            }
            if more.isEmpty { return String(decoding: answer, as: UTF8.self) }
            answer += more
        }
    }

    /// Leaves a text for whoever listens, without waiting for anything: false where nobody does, or has no room.
    @discardableResult
    public static func tell(_ path: String, _ text: String) -> Bool {
        guard let descriptor = try? make() else { return false }
        descriptor.setNonBlocking()
        guard (try? withAddress(path) { Glibc.connect(descriptor.number, $0, $1) }) == 0 else { return false }
        let bytes = Array(text.utf8)
        return send(descriptor.number, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count
    }

    private static func make() throws -> Descriptor {
        let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard number >= 0 else { throw Failure.system("make a socket") }
        return Descriptor(number)
    }

    private static func withAddress(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32
    ) throws -> Int32 {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let room = MemoryLayout.size(ofValue: address.sun_path)
        guard bytes.count < room else {
            throw Failure(.configuration, "socket path '\(path)' is longer than \(room - 1) bytes")
        }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}

extension Descriptor {
    /// From here on a read or a write of a socket fails where the other side lets it wait for longer.
    public func limitWaiting(to seconds: Int) {
        var limit = timeval(tv_sec: seconds, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(number, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }
}
