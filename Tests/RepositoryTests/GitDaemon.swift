import Glibc
import Model
import System

/// A server of git's own protocol on loopback, for a folder's repositories.
final class GitDaemon {
    let url: String
    private let child: Child

    init(_ folder: String) throws {
        for _ in 0..<20 {
            let port = Int.random(in: 20_000..<30_000)
            let child = try Child(
                [
                    "/usr/lib/git-core/git-daemon", "--export-all", "--reuseaddr", "--base-path=\(folder)",
                    "--listen=127.0.0.1", "--port=\(port)", folder,
                ],
                environment: GitFixture.environment)
            let answers: Bool? = poll(for: 10) {
                if child.poll() != nil { return false }
                return GitDaemon.answers(port) ? true : nil
            }
            if answers == true {
                self.child = child
                url = "git://127.0.0.1:\(port)"
                return
            }
            child.end()
        }
        throw Failure(.unavailable, "cannot start git daemon")
    }

    func end() { child.end() }

    deinit { child.end() }

    private static func answers(_ port: Int) -> Bool {
        let number = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(number) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(number, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
