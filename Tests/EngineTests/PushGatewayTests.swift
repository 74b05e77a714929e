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
        }

        var steps: [TransferProgress] = []
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
