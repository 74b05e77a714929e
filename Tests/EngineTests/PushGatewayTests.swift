import Glibc
import Model
import System
import Testing

@testable import Engine

/// Against a real engine and a real registry with a password.
@Suite(.serialized, .enabled(if: RealEngine.isThere)) struct PushGatewayTests {
    @Test func aPushNeedsThePasswordAndTellsTheDigest() throws {
        let real = try RealEngine()
        let registry = try RealRegistry()
        defer { registry.end() }
        let repository = "\(registry.server)/\(real.app)/web"
        try real.engine.tag(RealEngine.image, repository: repository, tag: "v1")
        defer { _ = try? real.engine.removeImage("\(repository):v1") }

        let guess = RegistryCredentials(username: "slipway", password: Sensitive("x"), server: registry.server)
        for wrong in [nil, guess] {
            let failure = #expect(throws: Failure.self) {
                try real.engine.push(repository: repository, tag: "v1", credentials: wrong)
            }
            #expect(failure?.code == .unavailable || failure?.code == .notPermitted)
            print("push without the password: \(failure?.message ?? "")")
        }

        var steps: [PushProgress] = []
        let digest = try real.engine.push(repository: repository, tag: "v1", credentials: registry.credentials) {
            steps.append($0)
        }
        #expect(steps.contains { $0.status == "Pushed" && $0.layer != nil })
        #expect(try real.engine.image("\(repository):v1")?.repoDigests.contains("\(repository)@\(digest)") == true)
        let again = try real.engine.push(repository: repository, tag: "v1", credentials: registry.credentials)
        #expect(again == digest)
    }

    @Test func aServicePullsWithTheCredentialsItIsMadeWith() throws {
        let real = try RealEngine()
        let registry = try RealRegistry()
        defer { registry.end() }
        let repository = "\(registry.server)/\(real.app)/web"
        try real.engine.tag(RealEngine.image, repository: repository, tag: "v1")
        let digest = try real.engine.push(repository: repository, tag: "v1", credentials: registry.credentials)
        try real.engine.removeImage("\(repository):v1")
        defer { _ = try? real.engine.removeImage("\(repository)@\(digest)") }
        try real.withNetwork {
            var definition = real.definition("web", script: "exec sleep 1000")
            definition.image = "\(repository)@\(digest)"
            try real.engine.createService(definition, credentials: registry.credentials)
            #expect(try real.task(definition.name) { $0.state == .running }.image == definition.image)
        }
    }
}

/// The distribution registry on a port of loopback, with one password.
private struct RealRegistry {
    let server: String
    let credentials: RegistryCredentials
    private let folder: String
    private let child: Child

    init() throws {
        let port = try Self.freePort()
        server = "127.0.0.1:\(port)"
        credentials = RegistryCredentials(username: "slipway", password: Password.random(), server: server)
        folder = "/tmp/slipway-registry-\(getpid())-\(port)"
        try Files.makeFolder(folder)
        try Files.write("\(folder)/htpasswd", "slipway:\(Password.bcrypt(credentials.password))\n")
        try Files.write(
            "\(folder)/config.yml",
            """
            version: 0.1
            log: {level: error}
            storage: {filesystem: {rootdirectory: \(folder)/data}}
            http: {addr: "\(server)"}
            auth: {htpasswd: {realm: slipway, path: \(folder)/htpasswd}}

            """)
        let log = try Descriptor.open("\(folder)/log", O_WRONLY | O_CREAT)
        child = try Child(
            ["docker-registry", "serve", "\(folder)/config.yml"], environment: Command.plainEnvironment,
            streams: .init(output: log, error: log))
        let up: Bool? = poll(for: 10) {
            (try? Command(["busybox", "nc", "-z", "127.0.0.1", "\(port)"]).run())?.status == 0 ? true : nil
        }
        guard up == true else { throw Failure(.unavailable, "the registry did not start") }
    }

    func end() {
        child.end()
        try? Files.remove(folder)
    }

    /// A port that nobody listens on now.
    private static func freePort() throws -> Int {
        let probe = Descriptor(Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let status = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(probe.number, $0, size) == 0 ? getsockname(probe.number, $0, &size) : -1
            }
        }
        guard status == 0 else { throw Failure.system("find a free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
