import Model
import System
import Testing

@testable import Engine

/// Against a real engine: its events.
@Suite(.serialized, .enabled(if: RealEngine.isThere)) struct EventGatewayTests {
    @Test func eventsTellOfAContainersLife() throws {
        let real = try RealEngine()
        let subscription = Subscription()
        let events = Shared<[Event]>([])
        let ended = Signal()
        try real.withNetwork {
            Threads.start {
                let filters = ["type": ["container"], "label": [real.label]]
                try? real.engine.events(filters: filters, subscription: subscription) { event in
                    events.update { $0.append(event) }
                    return true
                }
                ended.raise()
            }
            var definition = real.definition("job", script: "exit 7")
            definition.restart = .init(.none)
            try real.engine.createService(definition)
            let die: Event? = poll(for: 20) { events.value.first { $0.action == "die" } }
            #expect(die?.attributes["exitCode"] == "7")
            #expect(die?.attributes[EngineLabel.service] == "job")
            subscription.cancel()
            #expect(ended.wait(for: 5))

            var again: [Event] = []
            try real.engine.events(filters: ["label": [real.label]], since: try #require(die).time) { event in
                again.append(event)
                return event.action != "die"
            }
            #expect(again.last == die)
        }
    }
}
