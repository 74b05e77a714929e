import Glibc
import Model
import System
import Testing

@testable import Build

@Suite struct SideBySideTests {
    private func failure(_ word: String) -> Failure { Failure(.badData, word) }

    @Test func allAreDone() throws {
        let done = Shared<Set<Int>>([])
        try SideBySide().run(Array(0..<20)) { item, _ in done.update { _ = $0.insert(item) } }
        #expect(done.value == Set(0..<20))
        try SideBySide().run([Int]()) { _, _ in Issue.record("there is nothing to do") }
    }

    @Test(.enabled(if: sysconf(Int32(_SC_NPROCESSORS_ONLN)) > 1, "two are needed side by side"))
    func oneFailureEndsTheOthersAndIsTheOneThatIsThrown() throws {
        let running = Signal()
        let outcome = Shared<Command.Outcome?>(nil)
        let began = Instant.now
        let failure = #expect(throws: Failure.self) {
            try SideBySide().run(["long", "bad"]) { item, stop in
                guard item == "long" else {
                    running.wait(for: 10)
                    throw self.failure("bad")
                }
                var command = Command(["sleep", "60"])
                command.stop = stop
                running.raise()
                let ended = try command.run()
                outcome.update { $0 = ended }
                if ended.wasStopped { throw SideBySide.Ended() }
            }
        }
        #expect(failure?.message == "bad")
        #expect(outcome.value?.wasStopped == true && outcome.value?.status != 0 && outcome.value?.timedOut == false)
        #expect(began.elapsed < 20)
    }

    @Test func whatHasNotBegunDoesNotBegin() throws {
        let began = Shared(0)
        let failure = #expect(throws: Failure.self) {
            try SideBySide().run(Array(0..<200)) { item, _ in
                began.update { $0 += 1 }
                throw self.failure("\(item)")
            }
        }
        #expect(failure != nil)
        #expect(began.value < 200 && began.value > 0)
    }

    @Test func anErrorOfAnotherKindIsAFailureOfOurs() throws {
        struct Strange: Error {}
        let failure = #expect(throws: Failure.self) { try SideBySide().run([1]) { _, _ in throw Strange() } }
        #expect(failure?.code == .software)
    }
}
