import Glibc
import Model
import System
import Testing

@testable import Push
@testable import Room

/// Against the real distribution registry and its collector.
@Suite(.serialized) struct RegistryTests {
    let stored: StoredRegistry

    init() throws { stored = try StoredRegistry() }

    private var only: StoredRepository? { stored.storage.repositories(of: shop).first }

    private func remove(_ image: RegistryImage) throws {
        let lock = try Collector(stored.folder).beginRemoval()
        #expect(lock != nil)
        #expect(try stored.registry.delete(image))
    }

    @Test func anImageGetsAnotherTagWithTheSameDigest() throws {
        let image = try stored.push("layer", tag: "address")
        let manifest = try #require(try stored.registry.manifest(image))
        try stored.registry.tag(manifest, in: image.repository, as: "v1")
        #expect(only?.tags == ["address": image.digest, "v1": image.digest])
        #expect(only?.revisions == [image.digest])
        let none = RegistryImage(repository: "shop/web", digest: try digest("a"))
        #expect(try stored.registry.manifest(none) == nil)
        #expect(try !stored.registry.delete(none))
    }

    @Test func aTagGoesAloneAndAManifestWithAllItsTags() throws {
        let image = try stored.push("layer", tag: "v1")
        _ = try stored.push("layer", tag: "v2")
        try stored.storage.removeTag("v1", of: "shop/web")
        #expect(only?.tags == ["v2": image.digest])
        #expect(try stored.isWhole(image))
        #expect(try stored.registry.delete(image))
        #expect(only?.tags == [:] && only?.revisions == [])
        #expect(try stored.registry.manifest(image) == nil)
    }

    @Test func theCollectorTakesWhatNoManifestNeedsAndItsLinks() throws {
        let kept = try stored.push("kept", tag: "v2")
        let gone = try stored.push(String(repeating: "x", count: 100_000), tag: "v1")
        let bytes = RegistryBytes(stored.storage).removing(gone.digest)
        #expect(bytes > 100_000 && bytes < 101_000)
        try remove(gone)
        #expect(try Collector(stored.folder).run(waiting: 1))
        #expect(try stored.isWhole(kept))
        #expect(stored.storage.blobs(of: gone.digest).isEmpty)
        #expect(Files.names(in: "\(stored.folder.registryRepositories(shop))/web/_layers/sha256").count == 2)
        #expect(!Collector(stored.folder).hasWork)
        #expect(try stored.isWhole(try stored.push(String(repeating: "x", count: 100_000), tag: "v3")))
    }

    @Test func aLayerThatTwoManifestsHaveCountsWithTheLastOfThem() throws {
        let first = try stored.push("shared by two repositories", tag: "v1")
        let second = try stored.push("shared by two repositories", repository: "shop/api", tag: "v1")
        let measure = RegistryBytes(stored.storage)
        #expect(first.digest == second.digest)
        #expect(measure.removing(first.digest) == 0)
        #expect(measure.removing(second.digest) > 0)
    }

    @Test func theCollectorWaitsForPushersAndTheyForIt() throws {
        let image = try stored.push("layer", tag: "v1")
        try remove(image)
        let pusher = try FileLock.tryAcquire(stored.folder.registryLock, .shared)
        let another = try FileLock.tryAcquire(stored.folder.registryLock, .shared)
        #expect(pusher != nil && another != nil)
        defer { withExtendedLifetime([pusher, another]) {} }
        #expect(try !Collector(stored.folder).run(waiting: 0.1))
        #expect(Collector(stored.folder).hasWork)
    }

    @Test func aCollectorKilledHalfWayLeavesARegistryThatWorks() throws {
        let kept = try stored.push("kept", tag: "kept")
        var gone: [RegistryImage] = []
        for number in 1...40 { gone.append(try stored.push("layer \(number)", tag: "v\(number)")) }
        for image in gone { try remove(image) }
        var left = Set<Int>()
        for _ in 0..<200 {
            let null = try Descriptor.open("/dev/null", O_RDWR)
            let child = try Child(
                ["docker-registry", "garbage-collect", "\(stored.folder.registry)/config.yml"],
                environment: Command.plainEnvironment, streams: .init(input: null, output: null, error: null))
            // It is killed while it removes: once the first of its round has gone.
            let before = count
            _ = poll(for: 10, every: 0.0005) { count < before || child.poll() != nil ? true : nil }
            child.signal(SIGKILL)
            _ = child.wait()
            left.insert(count)
            if count == 3 { break }
        }
        #expect(left.contains { $0 > 3 && $0 < 123 }, "the control: it was killed on its way, \(left)")
        #expect(try stored.isWhole(kept))
        #expect(try stored.isWhole(try stored.push("layer 7", tag: "again")), "what was half removed can be pushed")
        #expect(try Collector(stored.folder).run(waiting: 1))
        #expect(try stored.isWhole(kept))
        #expect(count == 6)
    }

    /// How many blobs there are.
    private var count: Int {
        let blobs = "\(stored.folder.registry)/data/docker/registry/v2/blobs/sha256"
        return Files.names(in: blobs).reduce(0) { $0 + Files.names(in: "\(blobs)/\($1)").count }
    }
}
