import Model

/// A line that a unit wrote.
public struct LogLine: Sendable, Codable, Equatable {
    /// Which of its two outputs it wrote to; a terminal has only the first.
    public enum Stream: String, Sendable, Codable { case output, error }

    /// Where it was written to.
    public let stream: Stream
    /// When the engine read it.
    public let time: EngineTime?
    /// The task that wrote it, in a service's log.
    public let taskID: String?
    /// Without the end of the line.
    public let text: String

    /// A line, for tests and fakes.
    public init(stream: Stream, time: EngineTime?, taskID: String? = nil, text: String) {
        self.stream = stream
        self.time = time
        self.taskID = taskID
        self.text = text
    }
}

/// Takes the engine's log stream apart: frames of 8 bytes, the stream's number and the length, and the payload
/// (`ContainerAttach`, 'Stream format', in Docker Engine API v1.41). The stream of a container with a terminal has
/// no frames.
///
/// A frame is a line, or a part of one that is longer than the engine's 16 KiB: then the last part ends the line.
/// Each part begins with a time, and with details where those were asked for.
struct LogDemultiplexer {
    let framed: Bool
    let detailed: Bool
    /// Longer lines come in pieces.
    private let longest = 1 << 20
    private var buffer: [UInt8] = []
    /// The parts so far, by the stream and the task.
    private var parts: [Part] = []

    private struct Part {
        let stream: LogLine.Stream
        let taskID: String?
        let time: EngineTime?
        var text: [UInt8]
    }

    init(framed: Bool, detailed: Bool = false) {
        self.framed = framed
        self.detailed = detailed
    }

    /// The lines that these bytes complete. An error of the engine within the stream is thrown.
    mutating func lines(adding bytes: some Sequence<UInt8>) throws -> [LogLine] {
        buffer += bytes
        var lines: [LogLine] = []
        var start = 0
        while let payload = framed ? try frame(from: start) : rawLine(from: start) {
            let text = buffer[payload.range]
            start = payload.range.upperBound
            add(text, payload.stream, to: &lines)
        }
        buffer.removeFirst(start)
        return lines
    }

    /// What has no end yet, at the end of the stream.
    mutating func rest() -> [LogLine] {
        var lines: [LogLine] = []
        if !framed && !buffer.isEmpty { add(buffer[...], .output, to: &lines) }
        buffer = []
        defer { parts = [] }
        return lines + parts.map(Self.line)
    }

    private func frame(from start: Int) throws -> (range: Range<Int>, stream: LogLine.Stream)? {
        guard buffer.count - start >= 8 else { return nil }
        let size = buffer[(start + 4)..<(start + 8)].reduce(0) { $0 << 8 | Int($1) }
        guard size <= 1 << 24 else { throw Failure(.badData, "the engine's log has a frame of \(size) bytes") }
        guard buffer.count - start - 8 >= size else { return nil }
        let range = (start + 8)..<(start + 8 + size)
        switch buffer[start] {
        case 0, 1: return (range, .output)
        case 2: return (range, .error)
        case 3:
            throw Failure.engine(
                status: nil, message: String(decoding: buffer[range], as: UTF8.self), attempt: "read the log")
        default: throw Failure(.badData, "the engine's log has a frame of the unknown stream \(buffer[start])")
        }
    }

    private func rawLine(from start: Int) -> (range: Range<Int>, stream: LogLine.Stream)? {
        guard let end = buffer[start...].firstIndex(of: UInt8(ascii: "\n")) else {
            return buffer.count - start >= longest ? (start..<buffer.count, .output) : nil
        }
        return (start..<(end + 1), .output)
    }

    private mutating func add(_ payload: ArraySlice<UInt8>, _ stream: LogLine.Stream, to lines: inout [LogLine]) {
        var rest = payload
        let time = Self.word(&rest).flatMap { EngineTime($0) }
        if time == nil { rest = payload }
        let taskID = detailed ? Self.word(&rest).flatMap(Self.taskID) : nil
        let ended = rest.last == UInt8(ascii: "\n")
        if ended { rest.removeLast() }
        let index = parts.firstIndex { $0.stream == stream && $0.taskID == taskID }
        var part = index.map { parts.remove(at: $0) } ?? Part(stream: stream, taskID: taskID, time: time, text: [])
        part.text += rest
        if ended || part.text.count >= longest { lines.append(Self.line(part)) } else { parts.append(part) }
    }

    /// Takes what stands before the next space.
    private static func word(_ rest: inout ArraySlice<UInt8>) -> String? {
        guard let end = rest.firstIndex(of: UInt8(ascii: " ")) else { return nil }
        defer { rest = rest[(end + 1)...] }
        return String(decoding: rest[..<end], as: UTF8.self)
    }

    private static func taskID(_ details: String) -> String? {
        for pair in details.split(separator: ",") where pair.hasPrefix("com.docker.swarm.task.id=") {
            return pair.split(separator: "=").last.map(String.init)
        }
        return nil
    }

    private static func line(_ part: Part) -> LogLine {
        var text = part.text
        if text.last == UInt8(ascii: "\r") { text.removeLast() }
        return LogLine(
            stream: part.stream, time: part.time, taskID: part.taskID, text: String(decoding: text, as: UTF8.self))
    }
}
