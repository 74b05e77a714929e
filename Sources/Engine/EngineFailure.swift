import Model
import System

extension Failure {
    /// The failure that an answer of the engine tells of: its message in its own words, the code from the status.
    ///
    /// The body's form is `ErrorResponse` of Docker Engine API v1.41.
    static func engine(status: Int, body: [UInt8], attempt: String) -> Failure {
        struct Refusal: Decodable { let message: String }
        let refusal = try? JSON.decode(Refusal.self, from: body, source: "engine")
        let message = refusal?.message ?? "it answered with status \(status)"
        return engine(status: status, message: message, attempt: attempt)
    }

    static func engine(status: Int?, message: String, attempt: String) -> Failure {
        let lines = message.split(whereSeparator: \.isNewline).map(String.init)
        return Failure(
            code(ofStatus: status), "cannot \(attempt): \(lines.first ?? "the engine gave no reason")",
            detail: Array(lines.dropFirst()))
    }

    private static func code(ofStatus status: Int?) -> Code {
        switch status {
        case 400: .badData
        case 401, 403: .notPermitted
        case 404: .notFound
        case 408, 409, 423, 429: .temporary
        default: .unavailable
        }
    }
}
