import Glibc
import Model
import System

@testable import Engine
@testable import Push
@testable import Room

/// A real registry on loopback over a data folder's files, with images of one layer each.
final class StoredRegistry {
    let folder: Folder
    let settings: Settings
    let registry: PrivateRegistry
    let storage: RegistryStorage
    private let child: Child

    init() throws {
        folder = Folder("/tmp/slipway-room-\(getpid())-\(UInt32.random(in: 0 ... .max))")
        var settings = Settings()
        let free = poll(for: 5, every: 0) { () -> Int? in
            let port = Int.random(in: 20000..<32000)
            return TCP.isFree("127.0.0.1", port) ? port : nil
        }
        settings.registryPort = free ?? 20000
        self.settings = settings
        try Files.makeFolder("\(folder.registry)/data")
        try Files.write(
            "\(folder.registry)/config.yml",
            """
            version: 0.1
            log: {level: error}
            storage: {filesystem: {rootdirectory: \(folder.registry)/data}, delete: {enabled: true}}
            http: {addr: "\(settings.registry)"}

            """)
        let log = try Descriptor.open("\(folder.root)/log", O_WRONLY | O_CREAT)
        child = try Child(
            ["docker-registry", "serve", "\(folder.registry)/config.yml"], environment: Command.plainEnvironment,
            streams: .init(output: log, error: log))
        registry = PrivateRegistry(
            settings,
            RegistryCredentials(username: "slipway", password: Sensitive("x"), server: settings.registry))
        storage = RegistryStorage(folder)
        let port = settings.registryPort
        guard poll(for: 10, { TCP.accepts("127.0.0.1", port) ? true : nil }) == true else {
            throw Failure(.unavailable, "the registry did not start")
        }
    }

    deinit {
        child.end()
        try? Files.remove(folder.root)
    }

    /// Stores an image whose only layer is this text, under a tag; what it stored is sent as a client does.
    func push(_ layer: String, repository: String = "shop/web", tag: String) throws -> RegistryImage {
        let configuration = "{\"of\":\"\(SHA256.hex(of: layer))\"}"
        for blob in [layer, configuration] { try upload(blob, repository) }
        let manifest = PrivateRegistry.Manifest(
            type: "application/vnd.docker.distribution.manifest.v2+json",
            text: """
                {"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json",\
                "config":{"mediaType":"application/vnd.docker.container.image.v1+json",\
                "size":\(configuration.utf8.count),"digest":"sha256:\(SHA256.hex(of: configuration))"},\
                "layers":[{"mediaType":"application/vnd.docker.image.rootfs.diff.tar.gzip",\
                "size":\(layer.utf8.count),"digest":"sha256:\(SHA256.hex(of: layer))"}]}
                """)
        try registry.tag(manifest, in: repository, as: tag)
        return RegistryImage(
            repository: repository, digest: try Digest("sha256:\(SHA256.hex(of: manifest.text))"))
    }

    private func upload(_ blob: String, _ repository: String) throws {
        let digest = "sha256:\(SHA256.hex(of: blob))"
        let base = "http://\(settings.registry)/v2/\(repository)/blobs"
        // A client sends only what the registry says it lacks.
        guard try status(["--head", "\(base)/\(digest)"]) != 200 else { return }
        let head = try Command(["curl", "-si", "-X", "POST", "\(base)/uploads/"]).check("begin an upload")
        let line = head.split(whereSeparator: \.isNewline).first { $0.hasPrefix("Location: ") } ?? ""
        try Files.write("\(folder.root)/blob", blob)
        let location = "\(line.dropFirst("Location: ".count))&digest=\(digest)"
        let sent = try status([
            "-X", "PUT", "-H", "Content-Type: application/octet-stream", "--data-binary", "@\(folder.root)/blob",
            location,
        ])
        guard sent == 201 else { throw Failure(.unavailable, "the upload ended with \(sent)") }
    }

    func status(_ words: [String]) throws -> Int {
        Int(try Command(["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}"] + words).check("ask")) ?? 0
    }

    /// Whether all that an image consists of can be fetched.
    func isWhole(_ image: RegistryImage) throws -> Bool {
        guard try registry.manifest(image) != nil else { return false }
        let blobs = storage.blobs(of: image.digest).keys.filter { $0 != image.digest }
        guard blobs.count == 2 else { return false }
        return try blobs.allSatisfy {
            try status(["http://\(settings.registry)/v2/\(image.repository)/blobs/\($0)"]) == 200
        }
    }
}
