import Glibc
import Model
import System
import Testing

@testable import Engine

/// Against a real engine and a real registry with a password.
@Suite(.serialized, .enabled(if: RealEngine.isThere)) struct PullGatewayTests {
    @Test func aPullTellsItsStepsAndLeavesTheImageUnderItsName() throws {
        let real = try RealEngine()
        let registry = try RealRegistry()
        defer { registry.end() }
        let repository = "\(registry.server)/\(real.app)/web"
        // Nobody else's layers: those would be there already.
        try real.build("\(repository):latest", "RUN echo \(real.app) >/mark")
        let id = try #require(try real.engine.image("\(repository):latest")?.id)
        let digest = try real.engine.push(
            repository: repository, tag: "latest", credentials: registry.credentials)
        try real.engine.removeImage("\(repository):latest")
        #expect(try real.engine.image("\(repository)@\(digest)") == nil)

        for reference in [repository, "\(repository):latest", "\(repository)@\(digest)"] {
            var steps: [TransferProgress] = []
            try real.engine.pull(reference, credentials: registry.credentials) { steps.append($0) }
            #expect(steps.contains { $0.status == "Pull complete" && $0.layer != nil }, "\(reference)")
            let image = try #require(try real.engine.image(reference))
            #expect(image.id == id && image.repoDigests == ["\(repository)@\(digest)"])
            try real.engine.removeImage(image.id, force: true)
        }
    }

    @Test func whatCannotBeHadIsSaidAtOnce() throws {
        let real = try RealEngine()
        let registry = try RealRegistry()
        defer { registry.end() }
        let began = Instant.now
        func code(_ reference: String, _ credentials: RegistryCredentials? = nil) -> Failure.Code? {
            do {
                try real.engine.pull(reference, credentials: credentials)
                return nil
            } catch {
                return (error as? Failure)?.code
            }
        }
        #expect(code("\(registry.server)/there/is-none:1", registry.credentials) == .notFound)
        #expect(code("\(registry.server)/there/is-none:1") == .unavailable)
        #expect(code("127.0.0.1:1/nobody:1") == .unavailable)
        #expect(code("Not A Name") == .badData)
        #expect(began.elapsed < 20)
    }

    @Test func aRegistryThatSaysNothingIsGivenUp() throws {
        let real = try RealEngine()
        let silent = try SilentServer()
        let began = Instant.now
        let failure = #expect(throws: Failure.self) {
            try real.engine.pull("127.0.0.1:\(silent.port)/a:1", silence: 2)
        }
        #expect(failure?.code == .temporary)
        #expect(began.elapsed < 10)
    }
}

/// Takes connections and answers none.
private final class SilentServer {
    let port: Int
    private let listener: Descriptor

    init() throws {
        listener = Descriptor(socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let number = listener.number
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { any in
                bind(number, any, size) == 0 && listen(number, 16) == 0 ? getsockname(number, any, &size) : -1
            }
        }
        guard status == 0 else { throw Failure.system("listen") }
        port = Int(UInt16(bigEndian: address.sin_port))
    }
}
