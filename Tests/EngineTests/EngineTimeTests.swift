import System
import Testing

@testable import Engine

@Suite struct EngineTimeTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2026-11-21T15:38:26.803155558Z", 1_795_275_506_803_155_558),
        ("2026-11-21T15:38:26.8Z", 1_795_275_506_800_000_000), ("2024-02-29T23:59:59Z", 1_709_251_199_000_000_000),
        ("2026-11-21T16:38:26+01:00", 1_795_275_506_000_000_000),
    ])
    func timesAreRead(text: String, nanoseconds: Int) { #expect(EngineTime(text)?.nanoseconds == nanoseconds) }

    @Test(arguments: [
        "", "0001-01-01T00:00:00Z", "yesterday", "2026-11-21", "2026-11-21T15:38:26", "2026-13-01T00:00:00Z",
    ])
    func neverAndNonsenseAreNoTime(text: String) { #expect(EngineTime(text) == nil) }

    @Test func itReadsInAQueryAsSecondsAndNineDigits() {
        #expect("\(EngineTime(nanoseconds: 1_795_275_506_003_155_558))" == "1795275506.003155558")
    }

    @Test func itsJSONIsANumber() throws {
        let text = try JSON.line([EngineTime(nanoseconds: 7)])
        #expect(text == "[7]")
        #expect(try JSON.decode([EngineTime].self, from: text.utf8, source: "test") == [EngineTime(nanoseconds: 7)])
    }
}
