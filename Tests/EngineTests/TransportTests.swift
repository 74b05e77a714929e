import Glibc
import Model
import System
import Testing

@testable import Engine

@Suite struct TransportTests {
    private static func answer(_ request: String) -> FakeEngine.Answer {
        if request.contains("/events") {
            return .endless(#"{"Type":"container","Action":"start","Actor":{"ID":"a"},"timeNano":1}"# + "\n")
        }
        if request.contains("/tasks") { return .broken }
        return .json(200, "[]")
    }

    @Test func anEngineThatIsNotThereIsUnavailable() {
        let engine = Engine(socket: "/tmp/there-is-no-engine.sock")
        #expect(
            throws: Failure(
                .unavailable, "cannot reach the engine at '/tmp/there-is-no-engine.sock'", hint: "slipway up")
        ) { try engine.services(labels: []) }
        #expect(!engine.ping())
    }

    @Test func theVersionIsNegotiatedOnceAndLazily() throws {
        let fake = try FakeEngine(answer: Self.answer)
        let engine = Engine(socket: fake.socket)
        #expect(fake.requests.isEmpty)
        #expect(try engine.services(labels: []) == [])
        #expect(try engine.networks(labels: []) == [])
        #expect(
            fake.requests == ["GET /_ping HTTP/1.1", "GET /v1.47/services HTTP/1.1", "GET /v1.47/networks HTTP/1.1"])
    }

    @Test func anEngineWithNoCommonVersionIsNamed() throws {
        let fake = try FakeEngine(version: "1.40") { _ in .json(200, "[]") }
        let failure = #expect(throws: Failure.self) { try Engine(socket: fake.socket).services(labels: []) }
        #expect(failure?.code == .unavailable)
        #expect(failure?.message == "the engine at '\(fake.socket)' speaks API version 1.40, Slipway 1.41 on")
    }

    @Test func aLostConnectionIsUnavailableAndTheVersionIsAskedAgain() throws {
        let fake = try FakeEngine(answer: Self.answer)
        let engine = Engine(socket: fake.socket)
        let failure = #expect(throws: Failure.self) { try engine.tasks() }
        #expect(failure?.code == .unavailable)
        #expect(try engine.services(labels: []) == [])
        #expect(fake.requests.filter { $0.contains(" /_ping ") }.count == 2)
    }

    @Test func aConnectionThatWentStaleIsMadeAnew() throws {
        let fake = try FakeEngine { _ in .last(#"{"Id":"n1"}"#) }
        let engine = Engine(socket: fake.socket)
        for _ in 0..<5 { #expect(try engine.createNetwork(NetworkDefinition(name: "a")) == "n1") }
        #expect(fake.requests.count == 6)
    }

    @Test func aRefusalIsTheEnginesMessage() throws {
        let fake = try FakeEngine {
            $0.contains(" /_ping ") ? .json(200, "OK") : .json(409, #"{"message":"it is taken"}"#)
        }
        #expect(throws: Failure(.temporary, "cannot make network 'a': it is taken")) {
            try Engine(socket: fake.socket).createNetwork(NetworkDefinition(name: "a"))
        }
    }

    @Test func aStreamThatIsBlockedEndsAtOnceWhenItIsCancelled() throws {
        let fake = try FakeEngine(answer: Self.answer)
        let engine = Engine(socket: fake.socket)
        let subscription = Subscription()
        let seen = Signal()
        let ended = Signal()
        let failure = Shared<String?>(nil)
        Threads.start {
            do {
                try engine.events(subscription: subscription) { _ in
                    seen.raise()
                    return true
                }
            } catch {
                failure.update { $0 = "\(error)" }
            }
            ended.raise()
        }
        #expect(seen.wait(for: 10))
        let start = Instant.now
        subscription.cancel()
        #expect(ended.wait(for: 10))
        #expect(start.elapsed < 0.5)
        #expect(failure.value == nil)
    }

    @Test func aStreamEndsWhenItsReaderHasEnough() throws {
        let fake = try FakeEngine(answer: Self.answer)
        var count = 0
        try Engine(socket: fake.socket).events { _ in
            count += 1
            return false
        }
        #expect(count == 1)
    }

    @Test func whatTheReaderThrowsComesOut() throws {
        let fake = try FakeEngine(answer: Self.answer)
        #expect(throws: Failure(.software, "enough")) {
            try Engine(socket: fake.socket).events { _ in throw Failure(.software, "enough") }
        }
    }

    @Test func manyThreadsMayAskAtOnce() throws {
        let fake = try FakeEngine(answer: Self.answer)
        let engine = Engine(socket: fake.socket)
        let answers = Threads.map(Array(0..<16)) { _ in
            (0..<20).allSatisfy { _ in (try? engine.services(labels: []))?.isEmpty == true }
        }
        #expect(answers.allSatisfy { $0 })
    }

    @Test func noSocketIsInherited() throws {
        let fake = try FakeEngine(answer: Self.answer)
        let engine = Engine(socket: fake.socket)
        _ = try engine.services(labels: [])
        // A socket is our end of the connection where its peer is the fake's; all sockets of this test are checked.
        for name in Files.names(in: "/proc/self/fd") {
            guard let number = Int32(name), let target = try? Self.link("/proc/self/fd/\(name)"),
                target.hasPrefix("socket:"), try Self.peer(number) == fake.socket
            else { continue }
            #expect(fcntl(number, F_GETFD) & FD_CLOEXEC != 0)
        }
    }

    private static func link(_ path: String) throws -> String {
        var bytes = [CChar](repeating: 0, count: 256)
        let count = readlink(path, &bytes, bytes.count)
        guard count > 0 else { throw Failure.system("read '\(path)'") }
        return String(decoding: bytes[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func peer(_ number: Int32) throws -> String {
        var address = sockaddr_un()
        var size = socklen_t(MemoryLayout<sockaddr_un>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { getpeername(number, $0, &size) }
        }
        guard status == 0 else { return "" }
        return withUnsafeBytes(of: &address.sun_path) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}
