import Glibc
import Model
import System

/// A stage of the chain: tickets in on standard input, tickets out on standard output, words for people on
/// standard error. docs/pipeline.md is the contract.
public enum Stage {
    /// The longest ticket that is read, in bytes.
    static let longestTicket = 8 << 20

    /// Runs a stage that others feed. A stage that gets no ticket has nothing to add to what the one before it
    /// said, and ends with status 1.
    ///
    /// - Parameters:
    ///   - tidies: Whether it has something to tidy up where it is told to end: `Termination`.
    ///   - withoutTicket: What a stage does where the one before it failed.
    public static func run(
        _ name: String, tidies: Bool = false, withoutTicket: () throws -> Void = {},
        _ body: (inout Ticket) throws -> Void
    ) -> Int32 {
        status(of: name, tidies: tidies) {
            var count = 0
            while let line = try readTicketLine() {
                count += 1
                var ticket = try JSON.decode(Ticket.self, from: line.utf8, source: "\(name): ticket")
                guard ticket.ticket == Ticket.version else {
                    throw Failure(
                        .badData, "\(name): ticket has version \(ticket.ticket), this is version \(Ticket.version)",
                        hint: "install all of Slipway's executables from one build")
                }
                if ticket.skip == nil {
                    let began = Instant.now
                    try body(&ticket)
                    ticket.seconds[name] = began.elapsed
                }
                try hand(on: ticket)
            }
            guard count > 0 else {
                try withoutTicket()
                return Failure.Code.failed.rawValue
            }
            return 0
        }
    }

    /// Runs the stage that makes the first ticket.
    public static func begin(_ name: String, _ body: () throws -> Ticket) -> Int32 {
        status(of: name, tidies: false) {
            let began = Instant.now
            var ticket = try body()
            ticket.seconds[name] = began.elapsed
            try hand(on: ticket)
            return 0
        }
    }

    /// Runs what a stage does without tickets.
    public static func alone(_ name: String, _ body: () throws -> Void) -> Int32 {
        status(of: name, tidies: true) {
            try body()
            return 0
        }
    }

    private static func status(of name: String, tidies: Bool, _ body: () throws -> Int32) -> Int32 {
        Termination.take(tidies: tidies)
        // Where the next stage has gone, writing the ticket fails with a status and not with a signal.
        signal(SIGPIPE, SIG_IGN)
        Launch.holdLockAlone()
        return exitStatus {
            do {
                return try body()
            } catch let failure as Failure {
                Launch.note(Reason(stage: name, message: failure.message))
                throw failure
            }
        }
    }

    private static func hand(on ticket: Ticket) throws {
        let line = Array((try JSON.line(ticket) + "\n").utf8)
        var done = 0
        while done < line.count {
            let wrote = line[done...].withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
            guard wrote >= 0 else {
                if errno == EINTR { continue }
                throw Failure(.failed, "the next stage of the chain has ended")
            }
            done += wrote
        }
    }

    /// One line of standard input; nil at its end. What is longer than a ticket may be is not read to its end.
    public static func readTicketLine() throws -> String? {
        var line: [UInt8] = []
        var byte = getchar_unlocked()
        guard byte != EOF else { return nil }
        while byte != EOF, byte != 10 {
            line.append(UInt8(truncatingIfNeeded: byte))
            guard line.count <= longestTicket else {
                throw Failure(.badData, "ticket is longer than \(longestTicket) bytes")
            }
            byte = getchar_unlocked()
        }
        return String(decoding: line, as: UTF8.self)
    }
}

/// Why a stage failed, as the release's record will have it.
public struct Reason: Sendable, Codable {
    public let stage: String
    public let message: String

    public init(stage: String, message: String) {
        self.stage = stage
        self.message = message
    }
}
