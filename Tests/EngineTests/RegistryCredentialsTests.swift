import FoundationEssentials
import Model
import Testing

@testable import Engine

@Suite struct RegistryCredentialsTests {
    /// Chosen so that plain base64 of it has both characters that the URL alphabet replaces.
    private let credentials = RegistryCredentials(
        username: "ü>?~ÿ", password: Sensitive("s3cret>>??~~"), server: "127.0.0.1:5000")

    @Test func theHeaderIsBase64URL() throws {
        let header = try credentials.header()
        #expect(header.hasPrefix("X-Registry-Auth: "))
        let value = header.dropFirst(17)
        #expect(!value.contains("+") && !value.contains("/"))
        let base64 = String(value.map { $0 == "-" ? "+" : $0 == "_" ? "/" : $0 })
        let text = String(decoding: try #require(Data(base64Encoded: base64)), as: UTF8.self)
        #expect(text == #"{"password":"s3cret>>??~~","serveraddress":"127.0.0.1:5000","username":"ü>?~ÿ"}"#)
    }

    @Test func thePasswordNeverPrints() {
        var dumped = ""
        dump(credentials, to: &dumped)
        for text in ["\(credentials)", String(reflecting: credentials), dumped] {
            #expect(!text.contains("s3cret"))
        }
    }
}
