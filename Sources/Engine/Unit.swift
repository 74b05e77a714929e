import Model
import System

/// A running container of one of our services, on this node.
public struct Unit: Sendable, Codable, Equatable {
    /// The container's id.
    public let id: String
    /// The container's name: service, slot and task.
    public let name: String
    /// The swarm's task that it is.
    public let taskID: String?
    /// The engine's service.
    public let engineName: String?
    /// Whose it is.
    public let app: AppName
    /// The service in the stack.
    public let service: ServiceName?
    /// The release that made it.
    public let release: ReleaseNumber?
    /// Where requests go to, on a routed service.
    public let port: Int?
    /// As `ContainerSummary.state`.
    public let state: String
    /// What its healthcheck says.
    public let health: Health
    /// Seconds since 1970.
    public let created: Int
    /// Its IPv4 address on this node's gateway bridge, by which the host reaches it. Nil for a moment after its start
    /// and where it is on no overlay. Never store it: the next unit may have it.
    public let bridgeAddress: String?
    /// Its IPv4 addresses by network.
    public let addresses: [String: String]

    /// Nil where the container's app label is no app's name.
    init?(_ container: ContainerSummary, bridgeAddress: String?) {
        let labels = container.labels
        guard let app = labels[EngineLabel.app].flatMap(AppName.init(rawValue:)) else { return nil }
        id = container.id
        name = container.name
        taskID = labels["com.docker.swarm.task.id"]
        engineName = labels["com.docker.swarm.service.name"]
        self.app = app
        service = labels[EngineLabel.service].flatMap(ServiceName.init(rawValue:))
        release = labels[EngineLabel.release].flatMap { Int($0) }.map(ReleaseNumber.init)
        port = labels[EngineLabel.port].flatMap { Int($0) }.flatMap { (1...65535).contains($0) ? $0 : nil }
        state = container.state
        health = container.health
        created = container.created
        self.bridgeAddress = bridgeAddress
        addresses = container.addresses
    }
}

extension Engine {
    /// The bridge that every container on an overlay is also on, one a node.
    static let gatewayBridge = "docker_gwbridge"

    /// The running units of this node that carry all these labels (`name` or `name=value`) and an app's, by name:
    /// `ContainerList` and `NetworkInspect`, two requests however many there are.
    public func units(labels: [String] = []) throws -> [Unit] {
        // In this order: a container that is listed is on the bridge, or has gone, by the time the bridge is asked.
        let running = try containers(labels: [EngineLabel.app] + labels)
        guard !running.isEmpty else { return [] }
        let addresses = try networkFacts(Self.gatewayBridge)?.addresses ?? [:]
        return running.compactMap { Unit($0, bridgeAddress: addresses[$0.id]) }.sorted { $0.name < $1.name }
    }
}
