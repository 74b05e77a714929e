import Model
import Testing

@testable import Room

@Suite struct KeptTests {
    private func numbers(_ kept: Kept) -> [Int] { kept.releases.map(\.number.value) }

    @Test func theNewestThatWereLiveStay() throws {
        let kept = Kept(try releases("lllll"), live: ReleaseNumber(5), keep: 3)
        #expect(numbers(kept) == [3, 4, 5])
        #expect(kept.dropped.map(\.number.value) == [1, 2])
    }

    @Test func theLiveReleaseStaysHoweverOldItIs() throws {
        #expect(numbers(Kept(try releases("lllll"), live: ReleaseNumber(1), keep: 2)) == [1, 4, 5])
    }

    @Test func theLiveReleaseStaysWhereItsChainWasKilledBeforeItSaidSo() throws {
        let kept = Kept(try releases("lloff"), live: ReleaseNumber(3), keep: 1)
        #expect(numbers(kept) == [3, 5])
    }

    @Test func failuresDontPushOutWhatOneCanGoBackTo() throws {
        #expect(numbers(Kept(try releases("llffffff"), live: ReleaseNumber(2), keep: 2)) == [1, 2, 7, 8])
    }

    @Test func everyOtherOutcomeIsOneOfTheOthers() throws {
        #expect(numbers(Kept(try releases("fcsol"), live: ReleaseNumber(5), keep: 2)) == [3, 4, 5])
    }

    @Test func openRecordsStayWhileAnAppIsDeployed() throws {
        let all = try releases("loof")
        #expect(numbers(Kept(all, live: ReleaseNumber(1), keep: 1, isDeploying: true)) == [1, 2, 3, 4])
        #expect(numbers(Kept(all, live: ReleaseNumber(1), keep: 1)) == [1, 4])
    }

    @Test func anAppWithoutReleasesKeepsNone() {
        #expect(Kept([], live: nil, keep: 3).releases.isEmpty)
    }
}
