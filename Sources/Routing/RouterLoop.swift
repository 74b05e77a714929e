import Glibc
import Model
import System

/// The one thread that decides: it takes messages and probes as they come, and reconciles.
struct RouterLoop {
    private var reconciler: Reconciler
    private var probes = Probes()
    private let intent: any IntentSource
    private let mailbox: Mailbox<Router.Message>
    private let askForFacts: (Int) -> Void

    private var factsAsked = 0
    private var factsKnown = 0
    /// When those that aren't known yet were asked for, and when those that are.
    private var askedAt: [Int: Instant] = [:]
    private var knownSince: Instant?
    private var factsProblem: String?
    /// Units that have ended, and the facts that may still name them.
    private var gone: [String: Int] = [:]
    private var ending: [String: Instant] = [:]
    /// When to look again for the address of a unit that has none yet, and how often that was done.
    private var addressDue: Instant?
    private var addressless = 0

    private var refreshes: [Refresh] = []
    private var waiters: [Waiter] = []
    private var tick = Instant.now
    /// Seconds until the next one.
    private var pause = Self.interval
    /// When the next pass is due that nothing but time asks for.
    private var again: Instant?
    private var unfinished = 0
    private var passIsDue = false
    private var isStopped = false

    /// Seconds between reconciles that nothing asked for; more where they take long, up to the second number, so that
    /// hundreds of apps don't keep the engine busy with telling what it has told.
    private static let interval = 1.0
    private static let longestInterval = 5.0
    /// How many times as long as one takes is between two.
    private static let restfulness = 20.0
    /// Seconds for which what the engine told answers who asks for the state.
    private static let freshness = 0.25
    /// Seconds that a reconcile waits for the engine.
    private static let patience = 1.0
    /// Seconds after which a unit that was told to end and still runs gets requests again.
    private static let forgiveness = 60.0

    init(
        reconciler: Reconciler, intent: any IntentSource, mailbox: Mailbox<Router.Message>,
        askForFacts: @escaping (Int) -> Void
    ) {
        self.reconciler = reconciler
        self.intent = intent
        self.mailbox = mailbox
        self.askForFacts = askForFacts
    }

    mutating func run() {
        while !isStopped {
            wait(until: nextDue)
            for message in mailbox.take() { take(message) }
            if probes.step() { passIsDue = true }
            if tick.remaining == 0 {
                refresh()
                tick = Instant.now.advanced(by: pause)
            }
            if let addressDue, addressDue.remaining == 0 {
                self.addressDue = nil
                askNow()
            }
            if let again, again.remaining == 0 { passIsDue = true }
            let ready = refreshes.filter { $0.facts <= factsKnown || $0.deadline.remaining == 0 }
            if !ready.isEmpty {
                refreshes.removeAll { entry in ready.contains { $0.facts == entry.facts } }
                if ready.contains(where: { $0.facts > factsKnown }) { factsProblem = "the engine does not answer" }
                readIntents()
                for refresh in ready { carryOut(refresh) }
                if ready.contains(where: { $0.answer != nil }) { probeBriefly() }
                passIsDue = true
            }
            let isAsked = ready.contains { $0.answer != nil && $0.request.countsSessions }
            if passIsDue { pass(countingSessions: isAsked || waiters.contains(where: \.countsSessions)) }
            for refresh in ready { refresh.answer?.give(.success(reconciler.state)) }
            answerWaiters()
        }
    }

    private var nextDue: Instant {
        let times = [tick] + [probes.due, again, addressDue].compactMap { $0 }
        return (times + refreshes.map(\.deadline) + waiters.map(\.deadline)).min() ?? tick
    }

    private func wait(until due: Instant) {
        var entries = probes.entries
        entries.append(pollfd(fd: mailbox.descriptor.number, events: Int16(POLLIN), revents: 0))
        poll(&entries, nfds_t(entries.count), Int32((due.remaining * 1000).rounded(.up)))
    }

    private mutating func take(_ message: Router.Message) {
        switch message {
        case .units(let result, let number): take(result, number)
        case .event(.changed), .gap: askNow()
        case .event(.ending(let id)):
            ending[id] = Instant.now
            passIsDue = true
        case .event(.gone(let id)):
            gone[id] = factsAsked
            reconciler.units?.removeAll { $0.id == id }
            reconciler.retired.remove(id)
            ending[id] = nil
            passIsDue = true
        case .request(let request, let answer): take(request, answer)
        case .stop: isStopped = true
        }
    }

    private mutating func take(_ request: RouterRequest, _ answer: PendingAnswer) {
        switch request {
        case .look:
            // An event that came before this request has asked anew: that answer is waited for.
            if let knownSince, knownSince.elapsed < Self.freshness, factsAsked == factsKnown {
                refreshes.append(Refresh(request: request, answer: answer, facts: factsKnown, deadline: Instant.now))
            } else {
                refresh(request, answer)
            }
        case .sync, .retire, .restore: refresh(request, answer)
        case .await(let service, let count, let seconds):
            waiters.append(Waiter(.up(service: service, count: count), answer, seconds: seconds))
            passIsDue = true
        case .idle(let unit, let seconds):
            waiters.append(Waiter(.idle(unit: unit), answer, seconds: seconds))
            passIsDue = true
        }
    }

    /// What a client asks to have changed, once the facts are known that it may speak of.
    private mutating func carryOut(_ refresh: Refresh) {
        switch refresh.request {
        case .retire(let id), .restore(let id):
            guard reconciler.units?.contains(where: { $0.id == id }) == true else {
                refresh.answer?.give(.failure(Failure(.notFound, "no unit \(id.quotedForPeople) runs here")))
                return
            }
            if case .retire = refresh.request { reconciler.retired.insert(id) } else { reconciler.retired.remove(id) }
        case .sync, .look, .await, .idle: break
        }
    }

    private mutating func take(_ result: Result<[RoutedUnit], Failure>, _ number: Int) {
        factsKnown = max(factsKnown, number)
        let asked = askedAt[number]
        askedAt = askedAt.filter { $0.key > number }
        if let asked { pause = min(max(Self.interval, Self.restfulness * asked.elapsed), Self.longestInterval) }
        knownSince = nil
        switch result {
        case .success(let units):
            gone = gone.filter { $0.value >= number }
            let running = units.filter { gone[$0.id] == nil }
            if reconciler.units != running { passIsDue = true }
            reconciler.units = running
            let hasAddresses = running.allSatisfy(\.isReachable)
            addressless = hasAddresses ? 0 : addressless + 1
            addressDue = hasAddresses || addressless > 50 ? nil : Instant.now.advanced(by: 0.02)
            let ids = Set(running.map(\.id))
            reconciler.retired.formIntersection(ids)
            ending = ending.filter { ids.contains($0.key) && $0.value.elapsed < Self.forgiveness }
            probes.follow(running)
            factsProblem = nil
            knownSince = asked
        case .failure(let failure): factsProblem = failure.message
        }
    }

    private mutating func askNow() {
        factsAsked += 1
        askedAt[factsAsked] = Instant.now
        askForFacts(factsAsked)
    }

    private mutating func refresh(_ request: RouterRequest = .sync, _ answer: PendingAnswer? = nil) {
        askNow()
        let deadline = Instant.now.advanced(by: Self.patience)
        refreshes.append(Refresh(request: request, answer: answer, facts: factsAsked, deadline: deadline))
    }

    private mutating func readIntents() {
        do {
            reconciler.intents = try intent.intents()
            reconciler.sourceProblems = []
        } catch {
            reconciler.sourceProblems = ["cannot read what is meant to run: \(error)"]
        }
        if let factsProblem { reconciler.sourceProblems.append("cannot read what runs: \(factsProblem)") }
    }

    /// A client that asks right after a unit has opened its port sees it up.
    private mutating func probeBriefly() {
        let deadline = Instant.now.advanced(by: 0.003)
        while !probes.entries.isEmpty, deadline.remaining > 0 {
            var entries = probes.entries
            poll(&entries, nfds_t(entries.count), 1)
            _ = probes.step()
        }
    }

    private mutating func pass(countingSessions: Bool) {
        passIsDue = false
        if let units = reconciler.units { probes.follow(units) }
        reconciler.ending = Set(ending.keys)
        reconciler.pass(open: probes.open, countingSessions: countingSessions)
        unfinished = reconciler.isUnfinished ? unfinished + 1 : 0
        again = nil
        if reconciler.isUnfinished && unfinished < 40 { again = Instant.now.advanced(by: 0.05) }
        if reconciler.state.pid == nil { again = Instant.now.advanced(by: 0.1) }
        if let pause = waiters.map(\.pause).min() { again = Instant.now.advanced(by: pause) }
    }

    private mutating func answerWaiters() {
        for index in waiters.indices.reversed() {
            guard waiters[index].isContent(reconciler.state) || waiters[index].deadline.remaining == 0 else { continue }
            waiters.remove(at: index).answer.give(.success(reconciler.state))
        }
    }
}
