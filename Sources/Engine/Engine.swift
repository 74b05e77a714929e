import Model
import System

/// Docker Engine by its HTTP API, over its unix socket: the one place that knows that API.
///
/// The API's version is negotiated with the first request, and again after the engine could not be reached, since
/// another one may have come up then. Any number of threads may call at once; each call blocks its thread, so none
/// belongs in Swift's cooperative pool. The operations named in comments are those of Docker Engine API v1.41.
public final class Engine: Sendable {
    private let transport: Transport
    private let negotiated = Shared<APIVersion?>(nil)

    /// - Parameter socket: The path of the engine's unix socket. Nothing is sent yet.
    public init(socket: String) {
        self.socket = socket
        transport = Transport(socket: socket)
    }

    /// The path of the engine's socket.
    public let socket: String

    /// The version that requests carry in their path: the newest that both know. The engine names its own in the
    /// headers of `SystemPing`, which costs it nothing; `SystemVersion` starts processes to ask its helpers.
    func apiVersion() throws -> APIVersion {
        if let version = negotiated.value { return version }
        let ping = Request(.get, "/_ping", limit: 30, to: "reach the engine")
        let text = try transport.send(ping, version: nil) { _ in true }.newestVersion ?? ""
        guard let engine = APIVersion(text) else {
            throw Failure(.badData, "the engine at '\(socket)' names API version \(text.quotedForPeople)")
        }
        guard let version = APIVersion.negotiated(with: engine) else {
            throw Failure(
                .unavailable, "the engine at '\(socket)' speaks API version \(engine), Slipway \(APIVersion.oldest) on",
                hint: "install a Docker Engine from 20.10 on")
        }
        negotiated.update { $0 = version }
        return version
    }

    func versionFacts() throws -> VersionFacts {
        try decode(VersionFacts.self, Request(.get, "/version", to: "ask the engine's version"), versioned: false)
    }

    /// Sends a request and returns the answer's body; an answer with an error's status is a failure.
    @discardableResult
    func send(_ request: Request, versioned: Bool = true) throws -> [UInt8] {
        var body: [UInt8] = []
        try stream(request, versioned: versioned, subscription: nil) {
            body += $0
            return true
        }
        return body
    }

    /// The same, with the body decoded.
    func decode<Value: Decodable>(
        _ type: Value.Type, _ request: Request, versioned: Bool = true
    ) throws -> Value {
        try JSON.decode(type, from: send(request, versioned: versioned), source: "engine: \(request.path)")
    }

    /// The same, where the engine may not have what is asked for.
    func decodeIfThere<Value: Decodable>(_ type: Value.Type, _ request: Request) throws -> Value? {
        try ifThere { try decode(type, request) }
    }

    /// Nil where the engine answers that there is no such thing.
    func ifThere<Value>(_ body: () throws -> Value) throws -> Value? {
        do {
            return try body()
        } catch let failure as Failure where failure.code == .notFound {
            return nil
        }
    }

    /// Sends a request and hands the answer's body on while it comes.
    func stream(
        _ request: Request, versioned: Bool = true, subscription: Subscription?,
        consume: (UnsafeRawBufferPointer) throws -> Bool
    ) throws {
        let version = versioned ? try apiVersion() : nil
        let answer: Transport.Answer
        do {
            answer = try transport.send(request, version: version, subscription: subscription, consume: consume)
        } catch let failure as Failure where failure.code == .unavailable {
            negotiated.update { $0 = nil }
            throw failure
        }
        if answer.status >= 400 {
            throw Failure.engine(status: answer.status, body: answer.refusal, attempt: request.attempt)
        }
    }
}
