import Glibc
import Model
import System
import TestSupport
import Testing

@Suite struct CommandTests {
    @Test func twentyMegabytesPassThroughAllThreePipesAtOnce() throws {
        let input = [UInt8](repeating: UInt8(ascii: "x"), count: 20 << 20)
        let outcome = try Command(["tee", "/dev/stderr"], input: input, limit: 120, kept: 32 << 20).run()
        #expect(outcome.status == 0)
        #expect(outcome.output.utf8.count == input.count)
        #expect(outcome.error.utf8.count == input.count)
    }

    @Test func inputThatNobodyReadsIsNoMatter() throws {
        let input = [UInt8](repeating: 0, count: 4 << 20)
        #expect(try Command(["true"], input: input).run().status == 0)
        #expect(try Command(["head", "-c1"], input: input).run().output == "\0")
    }

    @Test func theLimitEndsTheWholeGroup() throws {
        let began = Instant.now
        let outcome = try Command(["sh", "-c", "sleep 300 & echo $!; wait"], limit: 0.3).run()
        #expect(outcome.timedOut)
        #expect(outcome.status == 143)
        #expect(began.elapsed < 10)
        let grandchild = try #require(Int32(outcome.output.dropLast()))
        #expect(poll(for: 10) { hasEnded(grandchild) ? true : nil } == true)
    }

    @Test func theLimitHoldsWhereTheOutputsAreClosed() throws {
        let outcome = try Command(["sh", "-c", "exec >&- 2>&-; sleep 300"], limit: 0.3).run()
        #expect(outcome.timedOut)
    }

    @Test func oneThatTheLimitEndedHasNotSucceeded() {
        let command = Command(["sh", "-c", #"trap "exit 0" TERM; sleep 300 & wait"#], limit: 0.3)
        let failure = #expect(throws: Failure.self) { try command.check("wait") }
        #expect(failure?.message == "cannot wait: 'sh' did not end within 0 s")
    }

    @Test func ofLongOutputTheEndIsKept() throws {
        let outcome = try Command(["sh", "-c", "printf 0123456789abcdef; printf short >&2"], kept: 10).run()
        #expect(outcome.output == "6789abcdef")
        #expect(outcome.error == "short")
    }

    @Test func linesComeAsTheyArePrintedWithTheLastThatHasNoEnd() throws {
        var lines: [String] = []
        _ = try Command(["sh", "-c", "printf 'a\\r\\nb\\n\\nc'"]).run { stream, line in
            if stream == .output { lines.append(line) }
        }
        #expect(lines == ["a", "b", "", "c"])
    }

    @Test func aFailedCommandSaysWhatItSaid() {
        let failure = #expect(throws: Failure.self) {
            try Command(["sh", "-c", "echo why >&2; exit 7", "secret-argument"]).check("do it")
        }
        #expect(failure?.message == "cannot do it: 'sh' ended with status 7")
        #expect(failure?.detail == ["why"])
        #expect(failure?.code == .unavailable)
    }

    @Test func aMissingProgramIsNoOutcome() {
        #expect(throws: Failure.self) { try Command(["no-such-program"]).run() }
        #expect(throws: Failure.self) { try Command(["true"], directory: "/no/such/folder").run() }
    }

    @Test func itStartsWhereItIsTold() throws {
        #expect(try Command(["pwd"]).check("ask") == "/\n")
        #expect(try Command(["pwd"], directory: "/usr/bin").check("ask") == "/usr/bin\n")
    }

    @Test func noDescriptorIsLeftOpen() throws {
        _ = try Command(["true"], input: [1]).run()
        // Other tests open some of their own meanwhile: many runs would add many.
        let before = Files.names(in: "/proc/self/fd").count
        for _ in 0..<60 { _ = try Command(["true"], input: [1]).run() }
        #expect(Files.names(in: "/proc/self/fd").count < before + 60)
    }
}
