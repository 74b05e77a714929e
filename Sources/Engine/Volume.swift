import Model
import System

/// A named volume of this node.
public struct Volume: Sendable, Codable, Equatable {
    public let name: String
    public let driver: String
    /// All that it carries.
    public let labels: [String: String]
    /// What its driver was told; a volume of the driver `local` with none is a plain folder of the engine's.
    public let options: [String: String]
    /// Where its files lie on the node.
    public let mountpoint: String
    /// When it was made.
    public let created: EngineTime?
}

/// `VolumeInspect`'s answer, and an entry of `VolumeList`'s.
private struct VolumeFacts: Decodable {
    let name: String
    let driver: String
    let labels: [String: String]?
    let options: [String: String]?
    let mountpoint: String
    let created: String?

    private enum CodingKeys: String, CodingKey {
        case name = "Name"
        case driver = "Driver"
        case labels = "Labels"
        case options = "Options"
        case mountpoint = "Mountpoint"
        case created = "CreatedAt"
    }

    var volume: Volume {
        Volume(
            name: name, driver: driver, labels: labels ?? [:], options: options ?? [:], mountpoint: mountpoint,
            created: created.flatMap { EngineTime($0) })
    }
}

extension Engine {
    /// The volumes of this node that carry all these labels (`name` or `name=value`), by name: `VolumeList`.
    public func volumes(labels: [String]) throws -> [Volume] {
        struct Answer: Decodable {
            let volumes: [VolumeFacts]?
            private enum CodingKeys: String, CodingKey { case volumes = "Volumes" }
        }
        let query = try Request.filters(["label": labels])
        let answer = try decode(Answer.self, Request(.get, "/volumes", query: query, to: "list volumes"))
        return (answer.volumes ?? []).map(\.volume).sorted { $0.name < $1.name }
    }

    /// A volume of this node by its name: `VolumeInspect`.
    public func volume(named name: String) throws -> Volume? {
        let request = Request(.get, "/volumes/\(Request.escaped(name))", to: "look at volume '\(name)'")
        return try decodeIfThere(VolumeFacts.self, request)?.volume
    }

    /// Makes a volume on this node, of the driver `local`: `VolumeCreate`.
    /// - Returns: The volume of that name, with the labels that it had where there was one.
    @discardableResult
    public func createVolume(named name: String, labels: [String: String]) throws -> Volume {
        let body = Wire.object(["Name": .text(name), "Driver": .text("local"), "Labels": .texts(labels)])
        return try decode(VolumeFacts.self, Request(post: "/volumes/create", body, to: "make volume '\(name)'")).volume
    }

    /// Removes a volume of this node with what is in it: `VolumeDelete`. One that a container has, running or not,
    /// is a `temporary` failure.
    /// - Returns: False where there was none.
    @discardableResult
    public func removeVolume(named name: String) throws -> Bool {
        try ifThere {
            try send(Request(.delete, "/volumes/\(Request.escaped(name))", to: "remove volume '\(name)'"))
        } != nil
    }
}
