import Model
import Store
import System
import Testing

/// What every Store keeps to, whatever is behind it. A suite of a backend runs `rules` with a factory.
enum StoreContract {
    /// Opens the backend under test.
    struct Backend: Sendable {
        /// Another connection to the same data, which was empty when the test began.
        let open: @Sendable () throws -> any Store
    }

    /// One claim.
    struct Rule: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let check: @Sendable (Backend) throws -> Void

        init(_ claim: String, _ check: @escaping @Sendable (Backend) throws -> Void) {
            testDescription = claim
            self.check = check
        }
    }

    static let rules = values + conditions + lists + races

    private static let values = [
        Rule("what is put is got") { backend in
            let store = try backend.open()
            #expect(try store.put("a/b", "1", expecting: nil))
            #expect(try store.get("a/b")?.value == "1")
            #expect(try store.get("a/b")?.key == "a/b")
            #expect(try backend.open().get("a/b")?.value == "1")
        },
        Rule("a key that isn't there is nil") { backend in
            let store = try backend.open()
            #expect(try store.get("none") == nil)
            try store.put("none/below", "1", expecting: nil)
            #expect(try store.get("none") == nil)
        },
        Rule("an empty value is a value") { backend in
            let store = try backend.open()
            try store.put("empty", "", expecting: nil)
            #expect(try store.get("empty")?.value == "")
        },
        Rule("a value is any text") { backend in
            let store = try backend.open()
            // The second and third are equal to Swift and are different bytes: both come back as they were.
            let texts = ["äöü ✓ 👩‍👩‍👧 \u{1F1E9}", "e\u{301}", "\u{e9}", "a\nb\r\n\tc", "'; DROP TABLE x; --", "%_?*"]
            for text in texts {
                try store.put("text", text, expecting: nil)
                #expect(try store.get("text").map { Array($0.value.utf8) } == Array(text.utf8))
            }
        },
        Rule("a value of 500 kB comes back whole") { backend in
            // Consul's limit is 512 kB.
            let store = try backend.open()
            let text = String(repeating: "0123456789", count: 50_000)
            try store.put("big", text, expecting: nil)
            #expect(try store.get("big")?.value == text)
        },
        Rule("a deleted key is gone") { backend in
            let store = try backend.open()
            try store.put("a", "1", expecting: nil)
            try store.put("ab", "2", expecting: nil)
            #expect(try store.delete("a", expecting: nil))
            #expect(try store.get("a") == nil)
            #expect(try store.get("ab")?.value == "2")
            #expect(try store.delete("a", expecting: nil))
        },
        Rule("an empty key is a failure") { backend in
            let store = try backend.open()
            #expect(throws: Failure.self) { try store.put("", "1", expecting: nil) }
        },
    ]

    private static let conditions = [
        Rule("expecting 0 creates only") { backend in
            let store = try backend.open()
            #expect(try store.put("a", "1", expecting: 0))
            #expect(try !store.put("a", "2", expecting: 0))
            #expect(try store.get("a")?.value == "1")
        },
        Rule("an index that is right writes, an old one doesn't") { backend in
            let store = try backend.open()
            try store.put("a", "1", expecting: nil)
            let first = try #require(try store.get("a"))
            #expect(try store.put("a", "2", expecting: first.index))
            #expect(try !store.put("a", "3", expecting: first.index))
            let second = try #require(try store.get("a"))
            #expect(second.value == "2")
            #expect(second.index > first.index)
        },
        Rule("an index writes no key that isn't there") { backend in
            let store = try backend.open()
            #expect(try !store.put("a", "1", expecting: 1))
            #expect(try store.get("a") == nil)
        },
        Rule("a delete with an old index does nothing") { backend in
            let store = try backend.open()
            try store.put("a", "1", expecting: nil)
            let first = try #require(try store.get("a"))
            try store.put("a", "2", expecting: nil)
            #expect(try !store.delete("a", expecting: first.index))
            let second = try #require(try store.get("a"))
            #expect(second.value == "2")
            #expect(try store.delete("a", expecting: second.index))
            #expect(try !store.delete("a", expecting: second.index))
            #expect(try store.get("a") == nil)
        },
        Rule("an index never comes again, not even after delete and create") { backend in
            let store = try backend.open()
            var seen: Set<Int> = []
            for round in 0..<5 {
                try store.put("a", "\(round)", expecting: 0)
                let made = try #require(try store.get("a")).index
                try store.put("a", "again \(round)", expecting: made)
                let changed = try #require(try store.get("a")).index
                #expect(made > 0 && changed > made)
                #expect(seen.insert(made).inserted && seen.insert(changed).inserted)
                try store.delete("a", expecting: changed)
                #expect(try !store.put("a", "old", expecting: changed))
            }
        },
        Rule("a change leaves the other keys' indexes") { backend in
            let store = try backend.open()
            try store.put("a", "1", expecting: nil)
            let before = try store.get("a")
            try store.put("b", "1", expecting: nil)
            #expect(try store.get("a") == before)
        },
    ]

    private static let lists = [
        Rule("a list is in order of bytes") { backend in
            let store = try backend.open()
            for key in ["p/b", "p/a", "p/10", "p/9", "p/a-b", "p/a/x", "p/A", "p/ä", "p/a.b"] {
                try store.put(key, key, expecting: nil)
            }
            let keys = try store.list("p/").map(\.key)
            #expect(keys == ["p/10", "p/9", "p/A", "p/a", "p/a-b", "p/a.b", "p/a/x", "p/b", "p/ä"])
            #expect(try store.list("p/").allSatisfy { $0.value == $0.key && $0.index > 0 })
        },
        Rule("a list ends where its prefix does") { backend in
            let store = try backend.open()
            let all = [
                "app", "apps", "apps.", "apps/", "apps/a", "apps/\u{10FFFF}", "apps0", "b", "APPS/a", "e\u{301}",
            ]
            for key in all {
                try store.put(key, "1", expecting: nil)
            }
            #expect(try store.list("apps/").map(\.key) == ["apps/", "apps/a", "apps/\u{10FFFF}"])
            #expect(try store.list("apps").map(\.key).count == 6)
            #expect(try store.list("apps/%").isEmpty)
            #expect(try store.list("app_").isEmpty)
            // A letter without its accent is a prefix of the letter with it, by bytes.
            #expect(try store.list("e").count == 1)
            #expect(try store.list("").count == 10)
            #expect(try store.list("zzz").isEmpty)
        },
    ]

    private static let races = [
        Rule("of many that create one key exactly one wins") { backend in
            for round in 0..<10 {
                let wins = Threads.map(Array(0..<8)) { number in
                    Result { try backend.open().put("race/\(round)", "\(number)", expecting: 0) }
                }
                let winners = try wins.enumerated().filter { try $0.element.get() }.map(\.offset)
                #expect(winners.count == 1)
                #expect(try backend.open().get("race/\(round)")?.value == winners.first.map(String.init))
            }
        },
        Rule("no increment is lost between connections") { backend in
            try backend.open().put("count", "0", expecting: 0)
            let results = Threads.map(Array(0..<4)) { _ in Result { try increment(backend.open(), times: 25) } }
            for result in results { try result.get() }
            #expect(try backend.open().get("count")?.value == "100")
        },
        Rule("no increment is lost between threads of one connection") { backend in
            let store = try backend.open()
            try store.put("count", "0", expecting: 0)
            let results = Threads.map(Array(0..<4)) { _ in Result { try increment(store, times: 25) } }
            for result in results { try result.get() }
            #expect(try store.get("count")?.value == "100")
        },
        Rule("what one connection wrote another sees at once") { backend in
            let writer = try backend.open()
            let reader = try backend.open()
            for number in 0..<20 {
                try writer.put("a", "\(number)", expecting: nil)
                #expect(try reader.get("a")?.value == "\(number)")
                #expect(try reader.list("a").map(\.value) == ["\(number)"])
            }
        },
    ]

    /// Adds one to the number under `count`, by compare-and-set.
    static func increment(_ store: any Store, times: Int) throws {
        for _ in 0..<times {
            let done = try poll(for: 30, every: 0.0005) { () -> Bool? in
                guard let entry = try store.get("count"), let number = Int(entry.value) else { return nil }
                return try store.put("count", "\(number + 1)", expecting: entry.index) ? true : nil
            }
            #expect(done == true)
        }
    }
}
