import Glibc
import Model

/// Feeds a child and reads both its streams in one poll loop, so that no pipe's limit can stop either side.
struct Pump {
    private let child: Child
    private let command: Command
    private let line: ((Command.Stream, String) -> Void)?
    private var input: Descriptor?
    private var sent = 0
    private var streams: [(kind: Command.Stream, descriptor: Descriptor?, kept: [UInt8], lines: LineReader)]

    init(
        child: Child, command: Command, line: ((Command.Stream, String) -> Void)?, input: Descriptor,
        output: Descriptor, error: Descriptor
    ) {
        self.child = child
        self.command = command
        self.line = line
        input.setNonBlocking()
        self.input = command.input.isEmpty ? nil : input
        streams = [(.output, output, [], LineReader()), (.error, error, [], LineReader())]
    }

    mutating func run() throws -> Command.Outcome {
        let deadline = Instant.now.advanced(by: command.limit)
        var (timedOut, wasStopped) = (false, false)
        while streams.contains(where: { $0.descriptor != nil }) {
            if isStopped {
                wasStopped = true
                child.end(within: 2)
                break
            }
            guard try step(until: deadline) else {
                timedOut = true
                child.end(within: 2)
                break
            }
        }
        for index in streams.indices {
            if let rest = streams[index].lines.rest() { line?(streams[index].kind, rest) }
        }
        // A grandchild may hold nothing of ours open and the child still run: the limit holds here too.
        let status = System.poll(for: max(deadline.remaining, 0.1), every: 0.001) { child.poll() }
        if status == nil {
            timedOut = true
            child.end(within: 2)
        }
        return Command.Outcome(
            status: status ?? child.wait(), output: String(decoding: streams[0].kept, as: UTF8.self),
            error: String(decoding: streams[1].kept, as: UTF8.self), timedOut: timedOut,
            wasStopped: wasStopped)
    }

    /// Waits for one event and serves it; false where the time is up.
    private mutating func step(until deadline: Instant) throws -> Bool {
        var entries = streams.map { pollfd(fd: $0.descriptor?.number ?? -1, events: Int16(POLLIN), revents: 0) }
        entries.append(pollfd(fd: input?.number ?? -1, events: Int16(POLLOUT), revents: 0))
        entries.append(pollfd(fd: command.stop?.number ?? -1, events: Int16(POLLIN), revents: 0))
        let ready = Glibc.poll(&entries, nfds_t(entries.count), Int32((deadline.remaining * 1000).rounded(.up)))
        if ready < 0 && errno == EINTR { return true }
        guard ready > 0 else { return false }
        for index in streams.indices where entries[index].revents != 0 { try read(index) }
        if entries[2].revents != 0 { feed() }
        return true
    }

    private var isStopped: Bool {
        var entry = pollfd(fd: command.stop?.number ?? -1, events: Int16(POLLIN), revents: 0)
        return Glibc.poll(&entry, 1, 0) > 0
    }

    private mutating func read(_ index: Int) throws {
        guard let bytes = try streams[index].descriptor?.read() else { return }
        if bytes.isEmpty {
            streams[index].descriptor = nil
            return
        }
        streams[index].kept += bytes
        let excess = streams[index].kept.count - command.kept
        if excess > 0 { streams[index].kept.removeFirst(excess) }
        if let line {
            for text in streams[index].lines.lines(adding: bytes) { line(streams[index].kind, text) }
        }
    }

    private mutating func feed() {
        guard let descriptor = input else { return }
        let (wrote, number) = withoutBrokenPipeSignal {
            let wrote = command.input[sent...].withUnsafeBytes { write(descriptor.number, $0.baseAddress, $0.count) }
            return (wrote, errno)
        }
        if wrote < 0 && (number == EAGAIN || number == EINTR) { return }
        sent += max(wrote, 0)
        if wrote < 0 || sent == command.input.count { input = nil }
    }
}

/// A child that doesn't read its input is no reason for us to end: SIGPIPE goes to the thread that writes, so it is
/// held back there and taken away.
private func withoutBrokenPipeSignal<Result>(_ body: () -> Result) -> Result {
    var pipe = sigset_t()
    var before = sigset_t()
    sigemptyset(&pipe)
    sigaddset(&pipe, SIGPIPE)
    pthread_sigmask(SIG_BLOCK, &pipe, &before)
    let result = body()
    if sigismember(&before, SIGPIPE) == 0 {
        var none = timespec()
        _ = sigtimedwait(&pipe, nil, &none)
    }
    pthread_sigmask(SIG_SETMASK, &before, nil)
    return result
}
