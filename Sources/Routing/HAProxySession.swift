import Glibc
import Model
import System

/// One conversation with HAProxy over its stats socket. Whoever holds it is the only writer.
///
/// HAProxy's manual, management guide, section 9.3. Severity numbers are on, so that an error is told from a remark
/// without a look at its words.
struct HAProxySession {
    private let connection: Descriptor
    private let path: String

    /// Seconds that an answer may take.
    static let limit = 5

    init(_ path: String) throws {
        self.path = path
        connection = try UnixSocket.connect(path, timeout: Self.limit)
        _ = try ask("prompt")
        _ = try ask("set severity-output number")
    }

    /// The answer to a question.
    func ask(_ command: String) throws -> [UInt8] {
        let answer = try exchange(command)
        if let severity = Self.severity(answer) { throw failure(command, answer, severity) }
        return answer
    }

    /// Has something done. Empty is success; only adding and deleting a server is remarked on where it went well.
    func order(_ command: String) throws {
        let answer = try exchange(command)
        guard answer.contains(where: { $0 != UInt8(ascii: "\n") }) else { return }
        let severity = Self.severity(answer)
        let remarks = command.hasPrefix("add server ") || command.hasPrefix("del server ")
        if remarks, let severity, severity >= LOG_NOTICE { return }
        throw failure(command, answer, severity ?? LOG_ERR)
    }

    func observe(_ maps: HAProxyConfiguration.Maps) throws -> Observed {
        try Observed(
            info: ask("show info"), hosts: ask("show map \(maps.host)"), pages: pages(maps.page),
            servers: ask("show servers state"))
    }

    /// None where HAProxy runs an older frame that has no such map: a reload brings it.
    private func pages(_ map: String) throws -> [UInt8] {
        do { return try ask("show map \(map)") } catch let failure as Failure where failure.code == .failed {
            return []
        }
    }

    func sessions() throws -> Sessions { Sessions(try ask(Sessions.question)) }

    private func exchange(_ command: String) throws -> [UInt8] {
        try connection.write(command + "\n")
        var answer: [UInt8] = []
        while !answer.ends(with: Self.prompt) {
            guard let more = try connection.read(upTo: 1 << 18) else {
                throw Failure(.unavailable, "HAProxy did not answer '\(command)' within \(Self.limit) s")
            }
            guard !more.isEmpty else {
                throw Failure(.unavailable, "HAProxy closed its socket '\(path)' at '\(command)'")
            }
            answer += more
        }
        answer.removeLast(2)
        return answer
    }

    private static let prompt = Array("\n> ".utf8)

    /// `[3]: …` is severity 3, as syslog counts.
    private static func severity(_ answer: [UInt8]) -> Int32? {
        guard answer.count > 3, answer[0] == UInt8(ascii: "["), answer[2] == UInt8(ascii: "]"),
            (UInt8(ascii: "0")...UInt8(ascii: "7")).contains(answer[1])
        else { return nil }
        return Int32(answer[1] - UInt8(ascii: "0"))
    }

    private func failure(_ command: String, _ answer: [UInt8], _ severity: Int32) -> Failure {
        let line = Lines(answer).first { _ in true }?.text ?? ""
        return Failure(.failed, "HAProxy refused '\(command)': \(line)")
    }
}

extension [UInt8] {
    fileprivate func ends(with end: [UInt8]) -> Bool { count >= end.count && suffix(end.count).elementsEqual(end) }
}
