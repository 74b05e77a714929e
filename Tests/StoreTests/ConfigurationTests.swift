import Model
import Store
import System
import Testing

@Suite struct ConfigurationTests {
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

    private func name(_ text: String) throws -> VariableName { try VariableName(text) }

    private func add(from number: Int?, set: [String: String] = [:], unset: [String] = []) throws -> Int {
        try store.addConfiguration(
            shop, from: number,
            set: Dictionary(uniqueKeysWithValues: set.map { (try name($0.key), Sensitive($0.value)) }),
            unset: unset.map(name), key)
    }

    private func values(_ number: Int?) throws -> [String: String] {
        Dictionary(
            uniqueKeysWithValues: try store.configuration(shop, number, key).map { ($0.key.rawValue, $0.value.exposed) }
        )
    }

    @Test func aChangeMakesAnotherSnapshotAndLeavesTheOldOne() throws {
        let first = try add(from: nil, set: ["A": "1", "B": "two words"])
        let second = try add(from: first, set: ["A": "changed\nover lines"], unset: ["B"])
        #expect(try values(nil) == [:])
        #expect(try values(first) == ["A": "1", "B": "two words"])
        #expect(try values(second) == ["A": "changed\nover lines"])
        #expect(try store.configurations(of: shop) == [first, second])
    }

    @Test func theStoreHoldsNoValue() throws {
        _ = try add(from: nil, set: ["PASSWORD": "xyzzy-plugh"])
        for entry in try store.list("") { #expect(!entry.value.contains("xyzzy") && !entry.value.contains("PASSWORD")) }
    }

    @Test func aSnapshotOpensOnlyWhereItWasWritten() throws {
        let first = try add(from: nil, set: ["A": "1"])
        let second = try add(from: nil, set: ["A": "2"])
        let entries = try store.list("configurations/")
        try store.put(entries[1].key, entries[0].value, expecting: nil)
        #expect(try values(first) == ["A": "1"])
        #expect(throws: Failure.self) { try values(second) }
    }

    @Test func whatIsNotThereCannotBeRemovedOrRead() throws {
        let failure = #expect(throws: Failure.self) { try add(from: nil, unset: ["MISSING"]) }
        #expect(failure?.message.contains("no variable 'MISSING'") == true)
        #expect(throws: Failure.self) { try values(7) }
    }

    @Test func aConfigurationHasALimit() throws {
        #expect(throws: Failure.self) { try add(from: nil, set: ["A": String(repeating: "x", count: 2 << 20)]) }
    }

    @Test func itGoesWithItsApp() throws {
        _ = try add(from: nil, set: ["A": "1"])
        try store.destroyApp(shop)
        #expect(try store.list("configurations/").isEmpty)
    }

    @Test(arguments: ["", "1A", "A-B", "A B", "Ä", "PORT", "SLIPWAY_APP", String(repeating: "A", count: 129)])
    func aBadNameIsRefused(_ text: String) { #expect(throws: Failure.self) { try VariableName(text) } }
}
