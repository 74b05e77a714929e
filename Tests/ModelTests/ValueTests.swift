import Model
import System
import Testing

@Suite struct ValueTests {
    static let sha1 = String(repeating: "0123456789", count: 4)
    static let sha256 = String(repeating: "0123456789abcdef", count: 4)

    @Test func idsOfBothHashesAreTaken() throws {
        #expect(try ObjectID(Self.sha1).short == "0123456")
        #expect(try ObjectID(Self.sha256).rawValue == Self.sha256)
        #expect(try ObjectID(String(repeating: "0", count: 40)).isZero)
        #expect(try !ObjectID(Self.sha1).isZero)
    }

    static let noIDs: [String] = [
        "", "0123456", "\(sha1)0", "\(sha1.dropLast())", "\(sha1.dropLast())g", "\(sha1.dropLast())A",
        "\(sha1.dropLast())\n", "-\(sha1.dropFirst())", "HEAD", "refs/heads/main", "\(sha1.dropLast(2))ä",
    ]

    @Test(arguments: noIDs)
    func otherTextsAreNoIDs(text: String) { #expect(throws: Failure.self) { try ObjectID(text) } }

    @Test func aDigestIsSHA256() throws {
        let digest = try Digest("sha256:\(Self.sha256)")
        #expect(digest.short == "0123456789ab")
        #expect(
            RegistryImage(repository: "shop/web", digest: digest).reference(at: "127.0.0.1:5000")
                == "127.0.0.1:5000/shop/web@sha256:\(Self.sha256)")
    }

    @Test(arguments: [
        "", sha256, "sha256:", "sha256:\(sha1)", "sha512:\(sha256)", "SHA256:\(sha256)", "sha256:\(sha256)0",
        "sha256:\(sha256.uppercased())", " sha256:\(sha256)", "sha256:\(sha256)\n", "sha256:\u{301}\(sha256)",
    ])
    func otherTextsAreNoDigests(text: String) { #expect(throws: Failure.self) { try Digest(text) } }

    @Test func checkedValuesAreCheckedInJSONToo() {
        func decoded<Value: Decodable>(_ type: Value.Type, _ text: String) -> Value? {
            try? JSON.decode(type, from: text.utf8, source: "test")
        }
        #expect(decoded([AppName].self, #"["shop"]"#)?.first?.rawValue == "shop")
        #expect(decoded([AppName].self, #"["../shop"]"#) == nil)
        #expect(decoded([ObjectID].self, #"["main"]"#) == nil)
        #expect(decoded([Digest].self, #"["sha256:0"]"#) == nil)
        #expect(decoded([Domain].self, #"["a..b"]"#) == nil)
    }

    @Test func releasesCountUp() {
        #expect(ReleaseNumber(9).next == ReleaseNumber(10))
        #expect(ReleaseNumber(9) < ReleaseNumber(10))
        #expect(ReleaseNumber(3).description == "v3")
    }

    @Test func theAddressNamesThePortOnlyWhereItIsNotHTTPs() throws {
        var settings = Settings()
        #expect(try settings.url(AppName("shop")) == "http://shop.localhost:8080")
        settings.httpPort = 80
        settings.domain = "apps.example.org"
        #expect(try settings.url(AppName("shop")) == "http://shop.apps.example.org")
    }
}

@Suite struct SensitiveTests {
    private struct Holder {
        let name = "registry"
        let password = Sensitive("hunter2")
        let nested: [Sensitive<String>?] = [Sensitive("hunter2")]
    }

    @Test func noWayOfPrintingShowsIt() {
        let secret = Sensitive("hunter2")
        var dumped = ""
        dump(Holder(), to: &dumped)
        dump(secret, to: &dumped)
        print(Holder(), secret, to: &dumped)
        debugPrint(Holder(), secret, to: &dumped)
        let texts = [
            dumped, "\(secret)", String(describing: secret), String(reflecting: secret), "\(secret as Any)",
            "\(Optional(secret) as Any)", "\([secret])", "\(["a": secret])", "\(Mirror(reflecting: secret))",
            "\(Mirror(reflecting: secret).children.map { "\($0)" })", "\(Holder())", String(reflecting: Holder()),
            "\(Mirror(reflecting: Holder()).children.map { "\($0)" })", "\(Failure(.failed, "\(secret)"))",
        ]
        for text in texts { #expect(!text.contains("hunter2")) }
        #expect("\(secret)" == "[redacted]")
    }

    @Test func itHasNoJSON() { #expect(!((Sensitive("hunter2") as Any) is any Encodable)) }

    @Test func itIsComparedByItsValue() {
        #expect(Sensitive("a") == Sensitive("a"))
        #expect(Sensitive("a") != Sensitive("b"))
        #expect(Sensitive("a").exposed == "a")
    }
}
