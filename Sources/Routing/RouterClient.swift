import Model
import System

/// Asks the `router` of this host.
public struct RouterClient: Sendable {
    private let socket: String
    private let app: AppName?

    /// - Parameters:
    ///   - socket: `Folder.routerSocket`.
    ///   - app: Whose state is asked for; all apps' where nil, which with hundreds of them takes a while to tell.
    public init(socket: String, app: AppName? = nil) {
        self.socket = socket
        self.app = app
    }

    /// Has it reconcile now. What the Store held when this was called is applied in HAProxy when it returns,
    /// unless the state's `problem` says otherwise.
    ///
    /// - Parameter seconds: How long to wait for its answer.
    public func sync(within seconds: Int = 30) throws -> RouterState { try ask("sync", limit: seconds) }

    /// As `sync`, but that units which have come or gone just now may be missing or there still, and with numbers of
    /// sessions only where they are asked for: with hundreds of apps it takes a part of the time.
    public func look(sessions: Bool = false) throws -> RouterState {
        try ask(sessions ? "look sessions" : "look", limit: 30)
    }

    /// Waits until HAProxy has so many units of a service up, or the time is up; the state then, whichever it was.
    public func awaitUnits(of service: String, count: Int, seconds: Double) throws -> RouterState {
        let milliseconds = Int((max(0, seconds) * 1000).rounded(.up))
        return try ask("await \(service) \(count) \(milliseconds)", limit: Int(seconds.rounded(.up)) + 30)
    }

    /// Takes one unit out of service: when this returns it gets no request more, and those that it has go on. It stays
    /// out of service, also over a restart of the router and of HAProxy, until it has gone or is restored.
    ///
    /// - Parameter unit: Its container's id.
    /// - Throws: `.notFound` where no such unit runs.
    @discardableResult
    public func retire(_ unit: String) throws -> RouterState {
        let state = try ask("retire \(unit)", limit: 30)
        if let status = state.unit(unit)?.status, status == .up || status == .down {
            throw Failure(.unavailable, "the router could not retire unit '\(unit)': \(state.problem ?? "no word why")")
        }
        return state
    }

    /// Takes `retire` back; for a unit that wasn't retired this changes nothing.
    ///
    /// - Throws: `.notFound` where no such unit runs.
    @discardableResult
    public func restore(_ unit: String) throws -> RouterState { try ask("restore \(unit)", limit: 30) }

    /// Waits until a retired unit answers nothing any more, or has gone.
    ///
    /// - Returns: How many requests and upgraded connections it still had when the time was up; 0 where it is idle.
    public func awaitIdle(unit: String, seconds: Double) throws -> Int {
        let milliseconds = Int((max(0, seconds) * 1000).rounded(.up))
        let state = try ask("idle \(unit) \(milliseconds)", limit: Int(seconds.rounded(.up)) + 30)
        guard state.pid != nil else { throw Failure(.unavailable, state.problem ?? "HAProxy is not there") }
        return state.unit(unit)?.sessions ?? 0
    }

    private func ask(_ request: String, limit: Int) throws -> RouterState {
        let scope = app.map { " for \($0)" } ?? ""
        let answer = try UnixSocket.ask(socket, request + scope + "\n", timeout: limit)
        guard !answer.isEmpty else { throw Failure(.unavailable, "the router did not answer '\(request)'") }
        return try RouterAnswer.state(answer)
    }
}
