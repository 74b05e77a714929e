import CSystemShim
import Glibc
import Model

/// A file descriptor that closes itself. Every one that we open is close-on-exec.
public final class Descriptor: Sendable {
    public let number: Int32

    public init(_ number: Int32) { self.number = number }

    deinit { close(number) }

    /// Both ends of a new pipe.
    public static func pipe() throws -> (read: Descriptor, write: Descriptor) {
        var ends: [Int32] = [0, 0]
        guard shim_pipe_cloexec(&ends, 0) == 0 else { throw Failure.system("make a pipe") }
        return (Descriptor(ends[0]), Descriptor(ends[1]))
    }

    public static func open(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws -> Descriptor {
        let number = Glibc.open(path, flags | O_CLOEXEC, mode)
        guard number >= 0 else { throw Failure.system("open '\(path)'") }
        return Descriptor(number)
    }

    /// Whether a child inherits it.
    public func setInherited(_ inherited: Bool) { _ = fcntl(number, F_SETFD, inherited ? 0 : FD_CLOEXEC) }

    public func setNonBlocking() { _ = fcntl(number, F_SETFL, fcntl(number, F_GETFL) | O_NONBLOCK) }

    /// Reads once; empty at the end of the file, nil where a non-blocking descriptor has nothing.
    public func read(upTo size: Int = 65536) throws -> [UInt8]? {
        var failure: Int32 = 0
        let bytes = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            var got: Int
            repeat { got = Glibc.read(number, buffer.baseAddress, size) } while got < 0 && errno == EINTR
            failure = got < 0 ? errno : 0
            count = max(got, 0)
        }
        if failure == EAGAIN { return nil }
        guard failure == 0 else { throw Failure.system("read", errno: failure) }
        return bytes
    }

    public func readToEnd(atMost limit: Int = .max) throws -> [UInt8] {
        var all: [UInt8] = []
        while let more = try read(), !more.isEmpty {
            all += more
            guard all.count <= limit else { throw Failure(.badData, "input is longer than \(limit) bytes") }
        }
        return all
    }

    /// Writes all of it. With SIGPIPE ignored or default, a reader that has gone is an error or the end.
    public func write(_ bytes: some Collection<UInt8>) throws {
        try Array(bytes).withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let wrote = Glibc.write(number, buffer.baseAddress?.advanced(by: done), buffer.count - done)
                if wrote < 0 {
                    guard errno == EINTR else { throw Failure.system("write") }
                } else {
                    done += wrote
                }
            }
        }
    }

    public func write(_ text: String) throws { try write(text.utf8) }
}
