import Glibc
import Model
import System
import Testing

@testable import Engine

/// Against a real engine: versions, images and networks.
@Suite(.serialized, .enabled(if: RealEngine.isThere)) struct EngineGatewayTests {
    @Test func theEngineTellsItsVersion() throws {
        let real = try RealEngine()
        let version = try real.engine.version()
        #expect(!version.version.isEmpty)
        #expect(APIVersion(version.apiVersion) != nil)
        #expect(real.engine.ping())
        guard case .active(let node, let manager) = try real.engine.swarmState() else {
            Issue.record("the engine is in no swarm")
            return
        }
        #expect(!node.isEmpty && manager)
        let failure = #expect(throws: Failure.self) { try real.engine.initSwarm() }
        #expect(failure?.code == .unavailable)
    }

    @Test func anImageIsTaggedFoundAndRemoved() throws {
        let real = try RealEngine()
        let (engine, app) = (real.engine, real.app)
        let image = try #require(try engine.image(RealEngine.image))
        #expect(
            image.id.hasPrefix("sha256:") && image.size > 100_000 && image.ports.isEmpty && image.healthcheck == nil)
        try engine.tag(RealEngine.image, repository: "\(app)/web", tag: "v1")
        #expect(try engine.image("\(app)/web:v1")?.id == image.id)
        #expect(try engine.image("\(app)/web:v1")?.repoTags.contains("\(app)/web:v1") == true)
        #expect(try engine.images(labels: []).contains { $0.repoTags.contains("\(app)/web:v1") })
        #expect(try engine.images(labels: [real.label]).isEmpty)
        #expect(try engine.removeImage("\(app)/web:v1"))
        #expect(try engine.image("\(app)/web:v1") == nil)
        #expect(try !engine.removeImage("\(app)/web:v1"))
        let failure = #expect(throws: Failure.self) {
            try engine.tag("\(app)/none:v1", repository: "\(app)/web", tag: "v1")
        }
        #expect(failure?.code == .notFound)
    }

    @Test func aNetworkIsMadeFoundAndRemoved() throws {
        let real = try RealEngine()
        let (engine, name) = (real.engine, real.app.rawValue)
        try real.withNetwork {
            let found: Network? = try poll(for: 10) {
                try engine.network(named: name).flatMap { $0.subnets.isEmpty ? nil : $0 }
            }
            let network = try #require(found)
            #expect(network.driver == "overlay" && network.scope == "swarm" && network.attachable)
            #expect(network.labels == real.labels && network.subnets.count == 1)
            #expect(try engine.networks(labels: [real.label]) == [network])
            #expect(try engine.network(named: String(network.id.prefix(12))) == nil)
            let failure = #expect(throws: Failure.self) {
                try engine.createNetwork(NetworkDefinition(name: name))
            }
            #expect(failure?.code == .temporary)
        }
        #expect(try engine.network(named: name) == nil)
        #expect(try !engine.removeNetwork(name))
    }

    @Test func aContainerThatIsNotThereIsNone() throws {
        let real = try RealEngine()
        #expect(try real.engine.container("there-is-none") == nil)
        #expect(try !real.engine.removeContainer("there-is-none", force: true))
        #expect(try real.engine.service(named: "there-is-none") == nil)
        #expect(try !real.engine.removeService("there-is-none"))
        for read in [Engine.readContainerLog, Engine.readServiceLog, Engine.readTaskLog] {
            let failure = #expect(throws: Failure.self) { try read(real.engine)("there-is-none") }
            #expect(failure?.code == .notFound)
        }
    }
}

extension Engine {
    fileprivate func readContainerLog(_ id: String) throws { try containerLogs(id) { _ in true } }
    fileprivate func readServiceLog(_ id: String) throws { try serviceLogs(id) { _ in true } }
    fileprivate func readTaskLog(_ id: String) throws { try taskLogs(id) { _ in true } }
}
