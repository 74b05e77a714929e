import Glibc
import System
import Testing

@Suite struct ThreadsTests {
    @Test func resultsComeInTheOrderOfTheirInputs() {
        let outputs = Threads.map(Array(0..<50)) { (number: Int) -> Int in
            _ = poll(for: number % 2 == 0 ? 0.02 : 0) { Bool?.none }
            return number * 2
        }
        #expect(outputs == (0..<50).map { $0 * 2 })
        #expect(Threads.map([Int]()) { $0 }.isEmpty)
        #expect(Threads.map([1]) { $0 + 1 } == [2])
    }

    @Test func whatBlocksRunsSideBySide() {
        let began = Instant.now
        _ = Threads.map(Array(0..<20)) { _ in poll(for: 0.3) { Bool?.none } }
        #expect(began.elapsed < 3)
    }

    @Test func noUpdateIsLost() {
        let count = Shared(0)
        _ = Threads.map(Array(0..<8)) { _ in for _ in 0..<1000 { count.update { $0 += 1 } } }
        #expect(count.value == 8000)
    }

    @Test func everyRaiseLetsOneGo() {
        let signal = Signal()
        signal.raise()
        signal.raise()
        #expect(signal.wait())
        #expect(signal.wait(for: 1))
        #expect(!signal.wait(for: 0.02))
        Threads.start { signal.raise() }
        #expect(signal.wait(for: 10))
    }

    @Test func aBoundedWaitEndsAlsoWhereAnotherWasFaster() {
        let signal = Signal()
        for _ in 0..<30 {
            signal.raise()
            let began = Instant.now
            let got = Threads.map([0, 1, 2]) { _ in signal.wait(for: 0.05) }
            #expect(got.filter { $0 }.count == 1)
            #expect(began.elapsed < 5)
        }
    }
}

@Suite struct ClockTests {
    @Test func timeOnlyGoesForward() {
        let first = Instant.now
        let second = Instant.now
        #expect(first <= second)
        #expect(first.elapsed >= 0)
        #expect(first.advanced(by: -5) == first)
        #expect(first.remaining == 0)
        #expect(Instant.now.advanced(by: 100).remaining > 90)
    }

    @Test func anAnswerEndsThePollAndSoDoesTheTime() throws {
        var asked = 0
        let answer = poll(for: 10, every: 0.001) { () -> Int? in
            asked += 1
            return asked == 3 ? asked : nil
        }
        #expect(answer == 3)
        let began = Instant.now
        #expect(poll(for: 0.1) { Int?.none } == nil)
        #expect((0.1..<5).contains(began.elapsed))
        // Asked at least once, however short the time.
        #expect(poll(for: 0) { 1 } == 1)
        struct Stop: Error {}
        #expect(throws: Stop.self) { try poll(for: 10) { () -> Int? in throw Stop() } }
    }
}
