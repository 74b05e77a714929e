import Testing

@testable import Engine

@Suite struct APIVersionTests {
    @Test(arguments: [("1.41", "1.41"), ("1.45", "1.45"), ("1.47", "1.47"), ("1.52", "1.47")])
    func theNewestThatBothKnowIsSpoken(engine: String, spoken: String) throws {
        #expect(APIVersion.negotiated(with: try #require(APIVersion(engine)))?.description == spoken)
    }

    @Test func nothingIsSpokenWithAnEngineThatIsTooOld() {
        #expect(APIVersion.negotiated(with: APIVersion(1, 40)) == nil)
    }

    @Test(arguments: ["", "1", "1.", "1.x", "1.41.0", "-1.2"])
    func whatIsNoVersionIsRefused(text: String) { #expect(APIVersion(text) == nil) }

    @Test func versionsCompareByNumber() { #expect(APIVersion(1, 9) < APIVersion(1, 41)) }
}
