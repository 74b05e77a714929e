import Glibc
import System

/// Requests to one app through the router, at a rate that late answers don't slow down: an open loop.
///
/// The app must run the unit for trials (Tests/Unit). Of each 100 requests 40 are GETs on kept connections, 40 GETs on
/// new ones, 9 POSTs on either whose body must come back, and 2 take two seconds. All that isn't a right answer
/// of the right app is kept as a failure.
public final class Load: Sendable {
    /// The router's port on loopback, and a host that it knows.
    private let target: (host: String, port: Int)
    private let app: String
    private let rate: Double
    private let seen = Shared(LoadReport())
    private let stopping = Shared(false)
    private let ended = Signal()

    /// - Parameter rate: Requests a second.
    public init(_ app: String, on server: TestServer, rate: Double = 200) {
        target = ("\(app).localhost:\(server.settings.httpPort)", server.settings.httpPort)
        self.app = app
        self.rate = rate
        Threads.start { [self] in run() }
    }

    /// What it has seen until now.
    public var report: LoadReport { seen.value }

    /// Sends nothing more and waits for the answers that are due.
    public func stop() -> LoadReport {
        stopping.update { $0 = true }
        ended.wait(for: 30)
        return seen.value
    }

    /// How many requests may be under way at most.
    private static let mostInFlight = 800

    private func run() {
        let began = Instant.now
        var pool = LoadConnections(app: app, target: target, began: began)
        var next = 0
        while true {
            let isStopping = stopping.value
            if isStopping, pool.inFlight == 0 { break }
            let due = isStopping ? next : Int(began.elapsed * rate)
            // Where this process itself got no time, what was due is counted as not sent.
            if due - next > Int(rate) { seen.update { [next] in $0.unsent += due - next - Int(rate) } }
            next = max(next, due - Int(rate))
            while next < due {
                if pool.inFlight < Self.mostInFlight {
                    seen.update { $0.sent += 1 }
                    pool.send(.init(number: next), newest: seen.value.newest)
                } else {
                    seen.update { $0.unsent += 1 }
                }
                next += 1
            }
            let results = pool.wait(for: max(0.001, Double(next + 1) / rate - began.elapsed))
            seen.update { report in
                for result in results { report.add(result) }
                report.seconds = began.elapsed
            }
        }
        ended.raise()
    }
}

/// What kind of request one is.
public enum LoadKind: String, Sendable, CaseIterable {
    case keptGet, newGet, keptPost, newPost, slowGet, slowPost

    /// By its number, so that each hundred has the same mix.
    init(number: Int) {
        switch number % 100 {
        case 25: self = .slowGet
        case 75: self = .slowPost
        case let place where place % 10 == 0: self = .keptPost
        case let place where place % 10 == 5: self = .newPost
        case let place: self = place % 2 == 0 ? .keptGet : .newGet
        }
    }

    var isPost: Bool { self == .keptPost || self == .newPost || self == .slowPost }
    var keeps: Bool { self == .keptGet || self == .keptPost || self == .slowPost }
    /// Seconds that the unit takes.
    var seconds: Double { self == .slowGet || self == .slowPost ? 2 : 0 }
}
