import Model
import Testing

@testable import Engine

@Suite struct LogDemultiplexerTests {
    private func frame(_ stream: UInt8, _ text: String) -> [UInt8] {
        let size = text.utf8.count
        return [stream, 0, 0, 0] + [24, 16, 8, 0].map { UInt8(size >> $0 & 255) } + Array(text.utf8)
    }

    private let time = "2026-11-21T15:38:26.384088939Z"

    @Test(arguments: [1, 3, 7, 1000])
    func framesAreTakenApartHoweverTheyAreCut(piece: Int) throws {
        let bytes = frame(1, "\(time) hi\n") + frame(2, "\(time) \n") + frame(1, "\(time) a b ü\r\n")
        var demultiplexer = LogDemultiplexer(framed: true)
        var lines: [LogLine] = []
        for start in stride(from: 0, to: bytes.count, by: piece) {
            lines += try demultiplexer.lines(adding: bytes[start..<min(start + piece, bytes.count)])
        }
        #expect(lines.map(\.text) == ["hi", "", "a b ü"])
        #expect(lines.map(\.stream) == [.output, .error, .output])
        #expect(lines.allSatisfy { $0.time == EngineTime(time) })
        #expect(demultiplexer.rest().isEmpty)
    }

    @Test func aLineInSeveralFramesIsOneLine() throws {
        var demultiplexer = LogDemultiplexer(framed: true)
        let bytes = frame(1, "\(time) one ") + frame(2, "\(time) other\n") + frame(1, "\(time) line\n")
        let lines = try demultiplexer.lines(adding: bytes)
        #expect(lines.map(\.text) == ["other", "one line"])
    }

    @Test func detailsNameTheTask() throws {
        var demultiplexer = LogDemultiplexer(framed: true, detailed: true)
        let details = "com.docker.swarm.node.id=n,com.docker.swarm.service.id=s,com.docker.swarm.task.id=t1"
        let lines = try demultiplexer.lines(adding: frame(1, "\(time) \(details) hi there\n"))
        #expect(lines == [LogLine(stream: .output, time: EngineTime(time), taskID: "t1", text: "hi there")])
    }

    @Test func aTerminalsStreamHasNoFrames() throws {
        var demultiplexer = LogDemultiplexer(framed: false)
        var lines = try demultiplexer.lines(adding: "\(time) one\r\n\(time) tw".utf8)
        lines += try demultiplexer.lines(adding: "o\r\nthree".utf8)
        lines += demultiplexer.rest()
        #expect(lines.map(\.text) == ["one", "two", "three"])
    }

    @Test func anErrorWithinTheStreamIsThrown() {
        var demultiplexer = LogDemultiplexer(framed: true)
        #expect(throws: Failure(.unavailable, "cannot read the log: node is gone")) {
            try demultiplexer.lines(adding: frame(3, "node is gone"))
        }
    }

    @Test func whatIsNoFrameIsRefused() {
        var demultiplexer = LogDemultiplexer(framed: true)
        #expect(throws: Failure.self) { try demultiplexer.lines(adding: "HTTP/1.1 200".utf8) }
    }

    @Test func aLineWithoutAnEndComesAtTheEnd() throws {
        var demultiplexer = LogDemultiplexer(framed: true)
        #expect(try demultiplexer.lines(adding: frame(1, "\(time) no end")).isEmpty)
        #expect(demultiplexer.rest().map(\.text) == ["no end"])
    }
}
