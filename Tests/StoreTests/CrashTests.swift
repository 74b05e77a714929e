import Model
import Store
import System
import Testing

@Suite struct CrashTests {
    private let folder: TemporaryFolder
    private let store: SQLiteStore
    private let shop = AppName(unchecked: "shop")

    init() throws {
        folder = try TemporaryFolder()
        store = try SQLiteStore("\(folder.path)/store.db")
        try store.createApp(shop, domain: nil, created: 100)
    }

    private func crash(_ unit: String, at time: Int, of app: AppName? = nil) -> Crash {
        Crash(
            app: app ?? shop, unit: unit, service: .web, release: ReleaseNumber(3), time: time,
            ending: Ending(exitCode: 7), lines: ["one", "two"])
    }

    @Test func theNewestComesFirst() throws {
        for (unit, time) in [("b", 200), ("a", 300), ("c", 250)] { try store.recordCrash(crash(unit, at: time)) }
        #expect(try store.crashes(of: shop).map(\.unit) == ["a", "c", "b"])
        #expect(try store.crashes(of: shop).first == crash("a", at: 300))
    }

    @Test func aUnitDiesOnce() throws {
        #expect(try store.recordCrash(crash("a", at: 200)))
        #expect(try !store.recordCrash(crash("a", at: 201)))
        #expect(try store.hasCrash(shop, unit: "a"))
        #expect(try store.crashes(of: shop).map(\.time) == [200])
    }

    @Test func onlyTheNewestAreKeptAndAnOlderOneDoesntComeBack() throws {
        for number in 1...60 { try store.recordCrash(crash("unit\(number)", at: 200 + number)) }
        #expect(try store.crashes(of: shop).map(\.time) == Array((211...260).reversed()))
        #expect(try !store.recordCrash(crash("unit1", at: 201)))
        #expect(try store.crashes(of: shop).count == 50)
    }

    @Test func anAppThatIsGoneOrYoungerHasNone() throws {
        #expect(try !store.recordCrash(crash("a", at: 200, of: AppName("blog"))))
        #expect(try !store.recordCrash(crash("b", at: 99)))
        #expect(try store.list("crashes/").isEmpty)
    }

    @Test func theyGoWithTheirApp() throws {
        let other = try AppName("shop-2")
        try store.createApp(other, domain: nil, created: 100)
        try store.recordCrash(crash("a", at: 200))
        try store.recordCrash(crash("b", at: 200, of: other))
        try store.destroyApp(shop)
        #expect(try store.list("crashes/").count == 1)
        #expect(try store.crashes(of: other).count == 1)
    }
}
