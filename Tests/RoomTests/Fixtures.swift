import Model

@testable import Engine
@testable import Room

let shop = AppName(unchecked: "shop")

/// One release a letter: live, failed, cancelled, superseded, open.
func releases(_ outcomes: String) throws -> [Release] {
    try outcomes.enumerated().map { index, letter in try release(index + 1, letter) }
}

func release(_ number: Int, _ letter: Character = "l", digest character: Character? = nil) throws -> Release {
    var release = try Release(
        app: shop, number: ReleaseNumber(number), commit: ObjectID(String(repeating: "1", count: 40)), subject: "",
        author: "", pusher: "", log: "\(number).log", started: number)
    release.outcome = ["l": .live, "f": .failed, "c": .cancelled, "s": .superseded][letter]
    let digest = try digest(character ?? Character(String(number % 16, radix: 16)))
    release.services = [
        ServiceRelease(
            service: .web, image: RegistryImage(repository: "shop/web", digest: digest),
            engineName: "shop_web_\(number)", port: 80, replicas: 1)
    ]
    return release
}

func digest(_ character: Character) throws -> Digest { try Digest("sha256:" + String(repeating: character, count: 64)) }

func image(_ character: Character, tags: [String]? = nil) throws -> ImageSummary {
    let name = "127.0.0.1:5000/shop/web"
    return ImageSummary(
        id: "sha256:i\(character)", repoTags: tags ?? ["\(name):\(character)"],
        repoDigests: ["\(name)@\(try digest(character))"], labels: [EngineLabel.app: "shop"], size: 1, created: 1)
}

func service(_ number: Int) -> Service {
    Service(
        id: "s\(number)", name: "shop_web_\(number)", version: 1, labels: [:], image: "", replicas: 1, files: [],
        networks: [],
        created: nil, updated: nil, update: nil)
}

func container(_ id: String, image: Character, state: String = "running", service: String = "") -> ContainerSummary {
    ContainerSummary(
        id: id, name: id, image: "", imageID: "sha256:i\(image)", labels: ["com.docker.swarm.service.id": service],
        state: state, health: .none, created: 1, addresses: [:])
}
