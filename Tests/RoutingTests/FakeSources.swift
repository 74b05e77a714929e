import Glibc
import Model
import System

@testable import Routing

/// Intent and facts that a test sets.
final class FakeSources: IntentSource, FactSource {
    let apps = Shared<[Intent]>([])
    let running = Shared<[RoutedUnit]>([])
    /// What asking fails with.
    let factsFailure = Shared<Failure?>(nil)
    let intentFailure = Shared<Failure?>(nil)
    /// Seconds that the engine takes for an answer.
    let factsDelay = Shared(0.0)
    private let events = Mailbox<UnitEvent?>()

    func intents() throws -> [Intent] {
        if let failure = intentFailure.value { throw failure }
        return apps.value
    }

    func units() throws -> [RoutedUnit] {
        if let failure = factsFailure.value { throw failure }
        if factsDelay.value > 0 { usleep(UInt32(factsDelay.value * 1e6)) }
        return running.value
    }

    func follow(opened: () -> Void, event: (UnitEvent) -> Void) throws {
        opened()
        while true {
            var entry = pollfd(fd: events.descriptor.number, events: Int16(POLLIN), revents: 0)
            poll(&entry, 1, -1)
            for sent in events.take() {
                guard let sent else { return }
                event(sent)
            }
        }
    }

    func send(_ event: UnitEvent) { events.post(event) }

    /// Ends the stream that is followed, as an engine does that restarts.
    func breakStream() { events.post(nil) }

    func start(_ unit: RoutedUnit) {
        running.update { $0.append(unit) }
        send(.changed)
    }

    func end(_ unit: RoutedUnit) {
        running.update { $0.removeAll { $0.id == unit.id } }
        send(.gone(id: unit.id))
    }

    func live(_ app: AppName, _ service: String?, domains: [Domain], page: Intent.Page? = nil) {
        let live = service.map { Intent.Live(service: $0, port: 80) }
        apps.update { apps in
            apps.removeAll { $0.app == app }
            apps.append(Intent(app: app, domains: domains, live: live, page: page))
        }
    }
}
