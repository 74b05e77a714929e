import Glibc
import Model
import System
import TestSupport
import Testing

@Suite struct UnixSocketTests {
    private let folder: TemporaryFolder
    private let path: String

    init() throws {
        folder = try TemporaryFolder()
        path = "\(folder.path)/socket"
    }

    /// Answers each request with it and a mark.
    private func serve(_ listener: Descriptor) {
        Threads.start {
            while let connection = try? UnixSocket.accept(listener) {
                guard let request = try? connection.readToEnd() else { continue }
                try? connection.write(request + Array("!".utf8))
            }
        }
    }

    @Test func whatIsAskedIsAnswered() throws {
        let listener = try UnixSocket.listen(path)
        serve(listener)
        #expect(try UnixSocket.ask(path, "status") == "status!")
        let long = String(repeating: "a", count: 1 << 20)
        #expect(try UnixSocket.ask(path, long).utf8.count == long.utf8.count + 1)
        shutdown(listener.number, Int32(SHUT_RDWR))
    }

    @Test func aStaleFileIsReplacedAndTheModeIsTheGivenOne() throws {
        _ = try UnixSocket.listen(path)
        #expect(Files.exists(path))
        #expect(throws: Failure.self) { try UnixSocket.connect(path) }
        let listener = try UnixSocket.listen(path, mode: 0o600)
        var status = stat()
        stat(path, &status)
        #expect(status.st_mode & 0o777 == 0o600)
        #expect(throws: Never.self) { try UnixSocket.connect(path) }
        withExtendedLifetime(listener) {}
    }

    @Test func aServerThatIsSilentIsGivenUp() throws {
        let listener = try UnixSocket.listen(path)
        let began = Instant.now
        let failure = #expect(throws: Failure.self) { try UnixSocket.ask(path, "status", timeout: 1) }
        #expect(failure?.message == "no answer from '\(path)' within 1 s")
        #expect(began.elapsed < 10)
        withExtendedLifetime(listener) {}
    }

    @Test func noServerAndNoRoomAreSaid() {
        #expect(throws: Failure.self) { try UnixSocket.connect(path) }
        let long = "/tmp/\(String(repeating: "a", count: 200))"
        let failure = #expect(throws: Failure.self) { try UnixSocket.connect(long) }
        #expect(failure?.code == .configuration)
        #expect(throws: Failure.self) { try UnixSocket.listen(long) }
    }
}
