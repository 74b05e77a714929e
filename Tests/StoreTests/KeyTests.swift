import Model
import Store
import System
import Testing

@Suite struct KeyTests {
    private let folder: TemporaryFolder
    private let path: String
    private let store: SQLiteStore
    private let ann = KeyName(unchecked: "ann")
    private let bob = KeyName(unchecked: "bob")

    init() throws {
        folder = try TemporaryFolder()
        path = "\(folder.path)/store.db"
        store = try SQLiteStore(path)
    }

    @Test func aKeyIsKeptAsItWasAdded() throws {
        let line = try PublicKey("\(PublicKeyTests.ed25519) ann@laptop")
        let key = try store.addKey(ann, line, added: 5)
        #expect(try store.key(ann) == key)
        #expect(try store.keys() == [key])
        #expect(try store.key(fingerprint: line.fingerprint) == key)
        #expect(key.line == PublicKeyTests.ed25519)
        #expect(key.comment == "ann@laptop")
        #expect(key.added == 5)
    }

    @Test func aNameIsTakenOnce() throws {
        try store.addKey(ann, made())
        let failure = #expect(throws: Failure.self) { try store.addKey(ann, made()) }
        #expect(failure?.message == "key 'ann' exists")
    }

    @Test func oneKeyUnderTwoNamesIsRefused() throws {
        let key = try made()
        try store.addKey(ann, key)
        let failure = #expect(throws: Failure.self) { try store.addKey(bob, key) }
        #expect(failure?.message == "cannot add key 'bob': it is the same key as 'ann' (\(key.fingerprint))")
        #expect(try store.keys().map(\.name) == [ann])
    }

    @Test func oneKeyAddedUnderManyNamesAtOnceIsKeptOnce() throws {
        for _ in 0..<5 {
            let key = try made()
            let results = Threads.map(Array(0..<6)) { [path] number in
                Result { try SQLiteStore(path).addKey(KeyName("k\(number)"), key) }
            }
            let added = results.compactMap { try? $0.get().name }
            #expect(added.count == 1)
            #expect(try store.keys().map(\.name) == added)
            for name in added { try store.removeKey(name) }
        }
    }

    @Test func aRemovedKeyCanComeBack() throws {
        let key = try made()
        try store.addKey(ann, key)
        #expect(try store.removeKey(ann).fingerprint == key.fingerprint)
        #expect(try store.keys().isEmpty)
        try store.addKey(bob, key)
        let failure = #expect(throws: Failure.self) { try store.removeKey(ann) }
        #expect(failure?.code == .notFound)
    }

    private func made() throws -> PublicKey {
        let file = "\(folder.path)/\(Password.random().exposed)"
        try Command(["ssh-keygen", "-q", "-N", "", "-t", "ed25519", "-f", file]).check("make a key")
        return try PublicKey(Files.read("\(file).pub"))
    }
}
