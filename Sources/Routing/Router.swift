import Glibc
import Model
import System

/// The router of one host: keeps HAProxy as intent and facts want it.
public final class Router: Sendable {
    enum Message: Sendable {
        case units(Result<[RoutedUnit], Failure>, asOf: Int)
        case event(UnitEvent)
        /// Events may have been missed before this.
        case gap
        case request(RouterRequest, PendingAnswer)
        case stop
    }

    private let folder: Folder
    private let settings: Settings
    private let intent: any IntentSource
    private let facts: any FactSource
    private let mailbox = Mailbox<Message>()
    private let stopping = Shared(false)
    private let serverEnded = Signal()

    /// - Parameters:
    ///   - intent: What is meant to be: the Store.
    ///   - facts: What is: this node's engine.
    public init(folder: Folder, settings: Settings, intent: any IntentSource, facts: any FactSource) {
        self.folder = folder
        self.settings = settings
        self.intent = intent
        self.facts = facts
    }

    /// Writes configuration, map and slots from what is known, so that HAProxy can start. Where a router runs, it
    /// keeps the files, and this does nothing.
    public func render() throws {
        try Files.makeFolder(folder.router)
        guard let lock = try FileLock.tryAcquire(folder.routerLock) else { return }
        try withExtendedLifetime(lock) {
            var reconciler = try Reconciler(folder: folder, settings: settings)
            reconciler.intents = try intent.intents()
            // Without the engine no address is known: a stale one may be somebody else's.
            reconciler.units = try? facts.units()
            try reconciler.render()
        }
    }

    /// Runs until `stop`.
    public func run() throws {
        try Files.makeFolder(folder.router)
        guard let lock = try FileLock.tryAcquire(folder.routerLock) else {
            throw Failure(.temporary, "another router runs for '\(folder.root)'")
        }
        // A client or a HAProxy that has gone is an error of a write, not our end.
        signal(SIGPIPE, SIG_IGN)
        try withExtendedLifetime(lock) {
            let fetcher = FactFetcher(facts, mailbox)
            var loop = RouterLoop(
                reconciler: try Reconciler(folder: folder, settings: settings), intent: intent, mailbox: mailbox,
                askForFacts: { fetcher.ask($0) })
            let server = try RouterServer(folder.routerSocket, ended: serverEnded) { [mailbox] request, answer in
                mailbox.post(.request(request, answer))
            }
            Threads.start { server.run() }
            Threads.start { fetcher.run() }
            Threads.start { [self] in follow() }
            loop.run()
            fetcher.stop()
            serverEnded.raise()
        }
    }

    /// Has `run` return; HAProxy goes on as it is.
    public func stop() {
        stopping.update { $0 = true }
        mailbox.post(.stop)
    }

    /// Hands on the engine's events; where the stream ends it starts anew.
    private func follow() {
        while !stopping.value {
            try? facts.follow(
                opened: { mailbox.post(.gap) },
                event: { mailbox.post(.event($0)) })
            mailbox.post(.gap)
            usleep(100_000)
        }
    }
}

/// Asks the engine for its units on a thread of its own, so that an engine that hangs stops nothing else.
private final class FactFetcher: Sendable {
    private let facts: any FactSource
    private let mailbox: Mailbox<Router.Message>
    private let wanted = Shared(0)
    private let stopping = Shared(false)
    private let signal = Signal()

    init(_ facts: any FactSource, _ mailbox: Mailbox<Router.Message>) {
        self.facts = facts
        self.mailbox = mailbox
    }

    /// Asks for facts that are no older than this call; the answer carries `number` or a higher one.
    func ask(_ number: Int) {
        wanted.update { $0 = max($0, number) }
        signal.raise()
    }

    func stop() {
        stopping.update { $0 = true }
        signal.raise()
    }

    func run() {
        var done = 0
        while true {
            signal.wait()
            if stopping.value { return }
            let number = wanted.value
            guard number > done else { continue }
            let units = Result { try facts.units() }.mapError { error in
                error as? Failure ?? Failure(.unavailable, "\(error)")
            }
            mailbox.post(.units(units, asOf: number))
            done = number
        }
    }
}
