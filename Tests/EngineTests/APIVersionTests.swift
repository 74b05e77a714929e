import Testing

@testable import Engine

@Suite struct APIVersionTests {
    @Test(arguments: [
        ("1.41", "1.12", "1.41"), ("1.45", "1.24", "1.45"), ("1.52", "1.44", "1.47"), ("1.47", "1.47", "1.47"),
    ])
    func theNewestThatBothKnowIsSpoken(engine: String, minimum: String, spoken: String) throws {
        let version = APIVersion.negotiated(
            engine: try #require(APIVersion(engine)), engineMinimum: try #require(APIVersion(minimum)))
        #expect(version?.description == spoken)
    }

    @Test(arguments: [("1.40", "1.12"), ("1.60", "1.48")])
    func nothingIsSpokenWithAnEngineTooOldOrTooNew(engine: String, minimum: String) throws {
        let version = APIVersion.negotiated(
            engine: try #require(APIVersion(engine)), engineMinimum: try #require(APIVersion(minimum)))
        #expect(version == nil)
    }

    @Test(arguments: ["", "1", "1.", "1.x", "1.41.0", "-1.2"])
    func whatIsNoVersionIsRefused(text: String) { #expect(APIVersion(text) == nil) }

    @Test func versionsCompareByNumber() { #expect(APIVersion(1, 9) < APIVersion(1, 41)) }
}
