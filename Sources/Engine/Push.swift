import Model
import System

/// How far one layer of a push is.
public struct PushProgress: Sendable, Codable, Equatable {
    /// The layer's short id; nil for a line about the whole.
    public let layer: String?
    /// The engine's word: `Pushing`, `Pushed`, `Layer already exists`.
    public let status: String
    /// Bytes sent, where it tells.
    public let current: Int?
    /// Bytes in all, where it tells.
    public let total: Int?
}

/// A line of `ImagePush`'s answer: what is said where, in the order of `jsonmessage`.
struct PushLine: Decodable {
    struct Detail: Decodable {
        let current: Int?
        let total: Int?
    }
    struct Problem: Decodable {
        let code: Int?
        let message: String?
    }
    struct Aux: Decodable {
        let digest: String?
        private enum CodingKeys: String, CodingKey { case digest = "Digest" }
    }
    let id: String?
    let status: String?
    let progressDetail: Detail?
    let error: String?
    let errorDetail: Problem?
    let aux: Aux?

    /// The failure that the line tells of. The engine began its answer with status 200 before it knew, so the code
    /// comes from the line.
    func failure(attempt: String) -> Failure? {
        guard let message = errorDetail?.message ?? error else { return nil }
        return Failure.engine(status: errorDetail?.code, message: message, attempt: attempt)
    }

    var progress: PushProgress? {
        status.map {
            PushProgress(layer: id, status: $0, current: progressDetail?.current, total: progressDetail?.total)
        }
    }
}

extension Engine {
    /// Pushes a tag of a repository, whose name carries the registry's host, and returns the manifest's digest:
    /// `ImagePush`.
    ///
    /// Why a registry refused the engine tells in words only, a wrong password included, so that is an
    /// `unavailable` failure with those words.
    public func push(
        repository: String, tag: String, credentials: RegistryCredentials? = nil,
        progress: (PushProgress) -> Void = { _ in }
    ) throws -> Digest {
        let attempt = "push '\(repository):\(tag)'"
        let request = Request(
            .post, "/images/\(Request.escaped(reference: repository))/push", query: [("tag", tag)],
            headers: [try credentials?.header() ?? RegistryCredentials.none], limit: nil, to: attempt)
        var lines = LineReader(limit: 1 << 20)
        var digest: Digest?
        func take(_ text: String) throws {
            guard !text.isEmpty else { return }
            let line = try JSON.decode(PushLine.self, from: text.utf8, source: "engine: push")
            if let failure = line.failure(attempt: attempt) { throw failure }
            if let text = line.aux?.digest { digest = try Digest(text) }
            if let step = line.progress { progress(step) }
        }
        try stream(request, subscription: nil) { bytes in
            for line in lines.lines(adding: bytes) { try take(line) }
            return true
        }
        if let rest = lines.rest() { try take(rest) }
        guard let digest else { throw Failure(.unavailable, "cannot \(attempt): the engine named no digest") }
        return digest
    }
}
