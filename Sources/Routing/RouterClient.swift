import Model
import System

/// Asks the `router` of this host.
public struct RouterClient: Sendable {
    private let socket: String

    /// - Parameter socket: `Folder.routerSocket`.
    public init(socket: String) { self.socket = socket }

    /// Has it reconcile now. What the Store held when this was called is applied in HAProxy when it returns,
    /// unless the state's `problem` says otherwise.
    public func sync() throws -> RouterState { try ask("sync", limit: 30) }

    /// Waits until HAProxy has so many units of a service up, or the time is up; the state then, whichever it was.
    public func awaitUnits(of service: String, count: Int, seconds: Double) throws -> RouterState {
        let milliseconds = Int((max(0, seconds) * 1000).rounded(.up))
        return try ask("await \(service) \(count) \(milliseconds)", limit: Int(seconds.rounded(.up)) + 30)
    }

    private func ask(_ request: String, limit: Int) throws -> RouterState {
        let answer = try UnixSocket.ask(socket, request + "\n", timeout: limit)
        guard !answer.isEmpty else { throw Failure(.unavailable, "the router did not answer '\(request)'") }
        return try JSON.decode(RouterState.self, from: answer.utf8, source: "the router's answer")
    }
}
