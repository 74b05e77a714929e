import Model
import Store
import System
import Testing

@Suite struct StackStoreTests {
    private let folder: TemporaryFolder
    private let store: SQLiteStore
    private let key: SealingKey
    private let shop = AppName(unchecked: "shop")

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore("\(folder.path)/store.db")
        try Files.write("\(folder.path)/key", SealingKey.newFile())
        key = try SealingKey.load("\(folder.path)/key")
        try store.createApp(shop, domain: nil)
    }

    private func stack(_ content: String = "eHl6enk=") throws -> Stack {
        var web = StackService(name: .web)
        web.container.environment = ["PASSWORD": "plugh-plover"]
        web.secrets = [.init("token", at: "/token")]
        var stack = Stack(services: [web], routed: .web)
        stack.secrets = [StackFile(name: "token", content: Sensitive(content))]
        return stack
    }

    private func save(_ stack: Stack) throws -> ReleaseNumber {
        let release = try store.openRelease(
            shop, commit: ObjectID(String(repeating: "1", count: 40)), subject: "", author: "", pusher: "")
        try store.saveStack(stack, shop, release.number, key)
        return release.number
    }

    @Test func eachReleaseHasItsOwn() throws {
        let (first, second) = try (save(stack()), save(stack("b3RoZXI=")))
        #expect(try store.stack(shop, first, key) == stack())
        #expect(try store.stack(shop, second, key) == stack("b3RoZXI="))
        #expect(try store.stack(shop, second.next, key) == nil)
    }

    @Test func neitherSecretsNorValuesCanBeReadInTheFiles() throws {
        _ = try save(stack())
        var found: Set<String> = []
        for file in Files.names(in: folder.path) where file.hasPrefix("store.db") {
            let bytes = try Command(["cat", "\(folder.path)/\(file)"], kept: 1 << 24).check("read the store")
            for word in ["eHl6enk=", "xyzzy", "plugh-plover", "PASSWORD", "token", "shop"] where bytes.contains(word) {
                found.insert(word)
            }
        }
        #expect(found == ["shop"], "the app's name is the control")
    }

    @Test func aStackOpensOnlyWhereItWasWritten() throws {
        let (first, second) = try (save(stack()), save(stack("b3RoZXI=")))
        let entries = try store.list("stacks/")
        #expect(entries.count == 2)
        try store.put(entries[1].key, entries[0].value, expecting: nil)
        #expect(try store.stack(shop, first, key) == stack())
        #expect(throws: Failure.self) { try store.stack(shop, second, key) }
    }

    @Test func anotherKeyOpensNone() throws {
        let number = try save(stack())
        try Files.write("\(folder.path)/other", SealingKey.newFile())
        let other = try SealingKey.load("\(folder.path)/other")
        #expect(throws: Failure.self) { try store.stack(shop, number, other) }
    }

    @Test func itGoesWithItsReleaseAndItsApp() throws {
        let (first, second) = try (save(stack()), save(stack()))
        try store.deleteRelease(shop, first)
        #expect(try store.stack(shop, first, key) == nil)
        #expect(try store.stack(shop, second, key) == stack())
        try store.destroyApp(shop)
        #expect(try store.list("stacks/").isEmpty)
    }

    @Test func whatAnAppOfThisNameLeftIsWrittenOver() throws {
        try store.saveStack(stack("bGVmdA=="), shop, ReleaseNumber(1), key)
        #expect(try save(stack()) == ReleaseNumber(1))
        #expect(try store.stack(shop, ReleaseNumber(1), key) == stack())
    }
}
