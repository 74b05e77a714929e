import Engine
import Model
import Testing

@testable import Crashes

@Suite struct DeathsTests {
    private func event(_ action: String, _ unit: String = "a", _ attributes: [String: String] = [:]) -> Event {
        Event(
            type: "container", action: action, actorID: unit, attributes: attributes, time: EngineTime(nanoseconds: 5))
    }

    /// The endings that these events tell of.
    private func endings(_ events: Event...) -> [Ending] {
        var deaths = Deaths()
        return events.compactMap { deaths.death(by: $0)?.ending }
    }

    @Test func aDieThatNobodyAskedForIsADeath() {
        #expect(endings(event("die", "a", ["exitCode": "7"])) == [Ending(exitCode: 7)])
        #expect(endings(event("die", "a", ["exitCode": "0"])) == [Ending(exitCode: 0)])
    }

    @Test func aDieAfterAKillIsNone() {
        #expect(endings(event("kill", "a", ["signal": "15"]), event("die", "a", ["exitCode": "143"])).isEmpty)
        #expect(endings(event("kill", "b", ["signal": "15"]), event("die", "a", ["exitCode": "1"])).count == 1)
    }

    @Test func aSignalThatEndsNothingIsNoKill() {
        #expect(endings(event("kill", "a", ["signal": "1"]), event("die", "a", ["exitCode": "1"])).count == 1)
    }

    @Test func anUnhealthyUnitThatTheSwarmEndsIsADeath() {
        let end = [event("kill", "a", ["signal": "15"]), event("die", "a", ["exitCode": "137"])]
        #expect(
            endings(event("health_status: unhealthy"), end[0], end[1]) == [Ending(exitCode: 137, unhealthy: true)])
        #expect(endings(event("health_status: unhealthy"), event("health_status: healthy"), end[0], end[1]).isEmpty)
    }

    @Test func outOfMemoryIsSaid() {
        #expect(
            endings(event("oom"), event("die", "a", ["exitCode": "137"])) == [Ending(exitCode: 137, outOfMemory: true)])
    }

    @Test func aRemovedContainerIsForgotten() {
        #expect(endings(event("kill", "a", ["signal": "9"]), event("destroy"), event("die")).count == 1)
    }
}
