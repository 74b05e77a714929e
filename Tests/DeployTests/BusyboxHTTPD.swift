import Glibc
import Model
import System
import TestSupport
import Testing

/// A real HTTP server on loopback, whose answers are shell scripts.
final class BusyboxHTTPD: Sendable {
    let port: Int
    let pid: Int32
    private let folder: TemporaryFolder
    private let child: Child

    /// - Parameter answers: By name, the script behind `/cgi-bin/NAME`.
    init(_ answers: [String: String] = [:]) throws {
        folder = try TemporaryFolder()
        try Files.makeFolder("\(folder.path)/cgi-bin", mode: 0o755)
        for (name, script) in answers {
            try Files.write("\(folder.path)/cgi-bin/\(name)", "#!/bin/sh\n\(script)\n", mode: 0o755)
        }
        port = try #require(
            (0..<100).lazy.map { _ in Int.random(in: 20000..<30000) }.first { TCP.isFree("127.0.0.1", $0) })
        let null = try Descriptor.open("/dev/null", O_RDWR)
        child = try Child(
            ["busybox", "httpd", "-f", "-p", "127.0.0.1:\(port)", "-h", folder.path],
            environment: Command.plainEnvironment, streams: .init(input: null, output: null, error: null))
        pid = child.pid
    }

    func path(_ name: String) -> String { "\(folder.path)/cgi-bin/\(name)" }

    deinit { kill(pid, SIGKILL) }

    func awaitPort() throws {
        let open: Bool? = poll(for: 5) { TCP.accepts("127.0.0.1", port) ? true : nil }
        try #require(open == true)
    }
}
