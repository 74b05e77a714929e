import Model
import Store
import System
import Testing

@Suite struct RecordTests {
    private let folder: TemporaryFolder
    private let path: String
    private let store: SQLiteStore
    private let shop = AppName(unchecked: "shop")
    private let blog = AppName(unchecked: "blog")
    private let commit = ObjectID(unchecked: String(repeating: "ab", count: 20))

    init() throws {
        folder = try TemporaryFolder()
        path = "\(folder.path)/store.db"
        store = try SQLiteStore(path)
    }

    @Test func anAppIsCreatedOnceWithItsDomain() throws {
        let domain = try Domain("shop.example.org")
        let app = try store.createApp(shop, domain: domain, created: 7)
        #expect(try store.app(shop) == app)
        #expect(app.created == 7)
        #expect(try store.domains() == [domain: shop])
        let failure = #expect(throws: Failure.self) { try store.createApp(shop, domain: nil) }
        #expect(failure?.code == .usage)
        #expect(failure?.message == "app 'shop' exists")
        #expect(try store.apps() == [app])
    }

    @Test func aTakenDomainLeavesNoAppBehind() throws {
        let domain = try Domain("example.org")
        try store.createApp(shop, domain: domain)
        let failure = #expect(throws: Failure.self) { try store.createApp(blog, domain: domain) }
        #expect(failure?.message == "domain 'example.org' belongs to app 'shop'")
        #expect(try store.app(blog) == nil)
        #expect(try store.domains() == [domain: shop])
    }

    @Test func ofTwoAppsThatWantOneDomainAtOnceOneIsMade() throws {
        for round in 0..<5 {
            let domain = try Domain("d\(round).example.org")
            let names = try (0..<4).map { try AppName("app\(round)-\($0)") }
            let results = Threads.map(names) { [path] name in
                Result { try SQLiteStore(path).createApp(name, domain: domain) }
            }
            let made = results.compactMap { try? $0.get().name }
            #expect(made.count == 1)
            #expect(try store.domains()[domain] == made.first)
            #expect(try names.filter { try store.app($0) != nil } == made)
        }
    }

    @Test func aDomainLeftOverFromAnAppThatHasGoneIsFree() throws {
        try store.put("domains/example.org", "blog", expecting: 0)
        try store.createApp(shop, domain: Domain("example.org"))
        #expect(try store.domains(of: shop).map(\.rawValue) == ["example.org"])
    }

    @Test func aDomainGoesOnlyWhereItsAppLetsGo() throws {
        let domain = try Domain("example.org")
        try store.createApp(shop, domain: domain)
        #expect(try !store.removeDomain(domain, from: blog))
        #expect(try store.removeDomain(domain, from: shop))
        #expect(try !store.removeDomain(domain, from: shop))
        #expect(try store.domains().isEmpty)
    }

    @Test func noUpdateOfAnAppIsLost() throws {
        try store.createApp(shop, domain: nil)
        let results = Threads.map(Array(0..<4)) { [path, shop] _ in
            Result {
                let store = try SQLiteStore(path)
                for _ in 0..<20 {
                    try store.updateApp(shop) { $0.newest = $0.newest?.next ?? ReleaseNumber(1) }
                }
            }
        }
        for result in results { try result.get() }
        #expect(try store.app(shop)?.newest == ReleaseNumber(80))
    }

    @Test func anUpdateThatThrowsWritesNothing() throws {
        try store.createApp(shop, domain: nil)
        let failure = #expect(throws: Failure.self) {
            try store.updateApp(shop) { app in
                app.live = ReleaseNumber(9)
                throw Failure(.failed, "no")
            }
        }
        #expect(failure?.message == "no")
        #expect(try store.app(shop)?.live == nil)
    }

    @Test func anAppThatIsNotThereIsNotFound() throws {
        #expect(try store.app(shop) == nil)
        let attempts: [() throws -> Void] = [
            { try store.updateApp(shop) { _ in } }, { try store.destroyApp(shop) }, { _ = try open(shop) },
            { _ = try store.existingApp(shop) },
        ]
        for attempt in attempts {
            let failure = #expect(throws: Failure.self) { try attempt() }
            #expect(failure?.code == .notFound)
            #expect(failure?.message == "no app 'shop'")
        }
    }

    @Test func releasesOpenedAtOnceGetNumbersOfTheirOwn() throws {
        try store.createApp(shop, domain: nil)
        let results = Threads.map(Array(0..<12)) { [path, shop, commit] number in
            Result {
                try SQLiteStore(path).openRelease(
                    shop, commit: commit, subject: "\(number)", author: "Ann", pusher: "ann")
            }
        }
        let numbers = try results.map { try $0.get().number.value }
        #expect(numbers.sorted() == Array(1...12))
        #expect(try store.releases(of: shop).map(\.number.value) == Array(1...12))
        #expect(try store.app(shop)?.newest == ReleaseNumber(12))
        #expect(try store.release(shop, ReleaseNumber(3))?.number == ReleaseNumber(3))
        #expect(try store.release(shop, ReleaseNumber(13)) == nil)
    }

    @Test func aReleasesEndIsItsLastWord() throws {
        try store.createApp(shop, domain: nil)
        var release = try open(shop)
        release.outcome = .failed
        release.reason = "build failed"
        try store.saveRelease(release)
        #expect(try store.release(shop, release.number) == release)
        release.seconds = ["build": 1.5]
        try store.saveRelease(release)
        release.outcome = .live
        let failure = #expect(throws: Failure.self) { try store.saveRelease(release) }
        #expect(failure?.message == "release v1 of app 'shop' has ended already: failed")
    }

    /// Its runner was killed between the commit and the end of its record.
    @Test func whatIsLiveIsSettledAsLive() throws {
        try store.createApp(shop, domain: nil)
        #expect(try store.settleLive(shop) == nil)
        let release = try store.openRelease(shop, commit: commit, subject: "", author: "", pusher: "")
        #expect(try store.settleLive(shop) == nil, "what is under way is not settled")
        try store.updateApp(shop) { $0.live = release.number }
        let settled = try store.settleLive(shop)
        #expect(settled?.outcome == .live && settled?.finished != nil)
        #expect(try store.settleLive(shop) == settled)
    }

    @Test func whatAReleaseDescribesNeverChanges() throws {
        try store.createApp(shop, domain: nil)
        let release = try open(shop)
        let other = Release(
            app: shop, number: release.number, commit: ObjectID(unchecked: String(repeating: "cd", count: 20)),
            subject: release.subject, author: release.author, pusher: release.pusher, started: release.started)
        #expect(throws: Failure.self) { try store.saveRelease(other) }
        #expect(try store.release(shop, release.number)?.commit == commit)
    }

    @Test func aDestroyedAppLeavesNothing() throws {
        try store.createApp(blog, domain: Domain("blog.example.org"))
        _ = try open(blog)
        let before = try store.list("")
        try store.createApp(shop, domain: Domain("example.org"))
        try store.addDomain(Domain("www.example.org"), to: shop)
        _ = try open(shop)
        _ = try open(shop)
        try store.destroyApp(shop)
        #expect(try store.list("") == before)
        try store.createApp(shop, domain: Domain("example.org"))
        #expect(try open(shop).number == ReleaseNumber(1))
    }

    @Test func anAppWhoseNameIsAPrefixIsLeftAlone() throws {
        let longer = AppName(unchecked: "shop-two")
        try store.createApp(shop, domain: nil)
        try store.createApp(longer, domain: nil)
        _ = try open(longer)
        try store.destroyApp(shop)
        #expect(try store.releases(of: longer).count == 1)
    }

    @Test func aRecordThatIsNoJSONNamesItsKey() throws {
        try store.put("apps/shop", "{", expecting: nil)
        let failure = #expect(throws: Failure.self) { try store.app(shop) }
        #expect(failure?.code == .badData)
        #expect(failure?.message.contains("'apps/shop'") == true)
    }

    private func open(_ app: AppName) throws -> Release {
        try store.openRelease(app, commit: commit, subject: "Add", author: "Ann", pusher: "ann")
    }
}
