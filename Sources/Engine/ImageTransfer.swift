import Model
import System

/// How far one layer of a push or pull is.
public struct TransferProgress: Sendable, Codable, Equatable {
    /// The layer's short id; nil for a line about the whole.
    public let layer: String?
    /// The engine's word: `Pushing`, `Pushed`, `Layer already exists`, `Downloading`, `Pull complete`.
    public let status: String
    /// Bytes done, where it tells.
    public let current: Int?
    /// Bytes in all, where it tells.
    public let total: Int?
}

/// A line of `ImagePush`'s and `ImageCreate`'s answer: what is said where, in the order of `jsonmessage`.
struct TransferLine: Decodable {
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

    var progress: TransferProgress? {
        status.map {
            TransferProgress(layer: id, status: $0, current: progressDetail?.current, total: progressDetail?.total)
        }
    }
}

extension Engine {
    /// Seconds for which a registry may say nothing. The engine tells of each layer several times a second.
    public static let registrySilence = 60.0

    /// Pushes a tag of a repository, whose name carries the registry's host, and returns the manifest's digest:
    /// `ImagePush`.
    ///
    /// Why a registry refused the engine tells in words only, a wrong password included, so that is an
    /// `unavailable` failure with those words.
    public func push(
        repository: String, tag: String, credentials: RegistryCredentials? = nil,
        progress: (TransferProgress) -> Void = { _ in }
    ) throws -> Digest {
        let attempt = "push '\(repository):\(tag)'"
        let request = Request(
            .post, "/images/\(Request.escaped(reference: repository))/push", query: [("tag", tag)],
            headers: [try credentials?.header() ?? RegistryCredentials.none], limit: nil, to: attempt)
        var digest: Digest?
        try transfer(request) { line in
            if let text = line.aux?.digest { digest = try Digest(text) }
            if let step = line.progress { progress(step) }
        }
        guard let digest else { throw Failure(.unavailable, "cannot \(attempt): the engine named no digest") }
        return digest
    }

    /// Asks a registry for an image by its reference, `latest` where that names neither tag nor digest:
    /// `ImageCreate`. It is then the engine's under that reference.
    ///
    /// - Parameter silence: Seconds for which nothing may come before it is given up, a `temporary` failure.
    /// - Throws: `notFound` where the registry has no such image, or has one and shows it to nobody without a login:
    ///   registries don't tell the two apart. `unavailable` where it can't be reached.
    public func pull(
        _ reference: String, credentials: RegistryCredentials? = nil, silence: Double = registrySilence,
        progress: (TransferProgress) -> Void = { _ in }
    ) throws {
        let name = reference.split(separator: "/").last ?? ""
        var query = [(name: "fromImage", value: reference)]
        // The engine takes a bare repository for all its tags.
        if !name.contains(where: { $0 == ":" || $0 == "@" }) { query.append(("tag", "latest")) }
        var request = Request(
            .post, "/images/create", query: query,
            headers: [try credentials?.header() ?? RegistryCredentials.none], limit: nil,
            to: "pull image '\(reference)'")
        request.silence = silence
        try transfer(request) { line in
            if let step = line.progress { progress(step) }
        }
    }

    private func transfer(_ request: Request, take: (TransferLine) throws -> Void) throws {
        var lines = LineReader(limit: 1 << 20)
        func read(_ text: String) throws {
            guard !text.isEmpty else { return }
            let line = try JSON.decode(TransferLine.self, from: text.utf8, source: "engine: \(request.path)")
            if let failure = line.failure(attempt: request.attempt) { throw failure }
            try take(line)
        }
        try stream(request, subscription: nil) { bytes in
            for line in lines.lines(adding: bytes) { try read(line) }
            return true
        }
        if let rest = lines.rest() { try read(rest) }
    }
}
