import Glibc
import Model
import System

/// A process that the supervisor keeps running.
struct Daemon: Sendable {
    let name: String
    let arguments: [String]
    var environment = Command.plainEnvironment
    var directory = "/"
    /// Seconds that it gets to end before it is killed.
    var grace = 10.0
    /// Its lines that hold one of these are dropped.
    var noise: [String] = []
}

/// Keeps daemons running: starts them in order, prefixes what they print, restarts what ends, and stops them in
/// reverse. It ends only what it started.
final class Supervisor: Sendable {
    /// What `slipway status` shows of a daemon.
    struct State: Sendable, Codable, Equatable {
        var name: String
        var pid: Int32?
        var restarts = 0
        /// Seconds since 1970.
        var since = secondsSince1970()
        var lastStatus: Int32?
    }

    private struct Entry: Sendable {
        let daemon: Daemon
        var child: Child?
        var state: State
        var ended: Signal
    }

    private let entries = Shared<[Entry]>([])
    private let stopping = Shared(false)

    /// Starts a daemon and keeps it running until `stop`.
    func start(_ daemon: Daemon) {
        let index = entries.update { entries in
            entries.append(Entry(daemon: daemon, child: nil, state: State(name: daemon.name), ended: Signal()))
            return entries.count - 1
        }
        Threads.start { [self] in
            keep(daemon, at: index)
            entries.value[index].ended.raise()
        }
    }

    var states: [State] { entries.value.map(\.state) }

    /// The longest pause before a restart, in seconds.
    private static let longestPause = 5.0

    private func keep(_ daemon: Daemon, at index: Int) {
        var pause = 0.02
        while !stopping.value {
            let began = Instant.now
            do {
                let status = try runOnce(daemon, at: index)
                if stopping.value { return }
                say(daemon, "ended with status \(status); restarting")
            } catch {
                say(daemon, "\(error)")
            }
            // One that ran for a while is restarted at once; one that can't start is not tried in a tight loop.
            pause = began.elapsed > 10 ? 0.02 : min(pause * 2, Self.longestPause)
            _ = poll(for: pause, every: 0.01) { stopping.value ? true : nil }
            entries.update { $0[index].state.restarts += 1 }
        }
    }

    /// Runs it to its end, with its lines prefixed; its status.
    private func runOnce(_ daemon: Daemon, at index: Int) throws -> Int32 {
        let (reader, child) = try launch(daemon)
        entries.update {
            $0[index].child = child
            $0[index].state.pid = child.pid
            $0[index].state.since = secondsSince1970()
        }
        if stopping.value { child.signal(SIGTERM) }
        reader.setNonBlocking()
        var lines = LineReader()
        var entry = pollfd(fd: reader.number, events: Int16(POLLIN), revents: 0)
        var status: Int32?
        // Its children may keep the pipe open after it has ended: its own end counts.
        while status == nil {
            _ = Glibc.poll(&entry, 1, 50)
            if let bytes = try reader.read(), !bytes.isEmpty {
                for line in lines.lines(adding: bytes) { sayUnlessNoise(daemon, line) }
            } else {
                status = child.poll()
                if status == nil, entry.revents & Int16(POLLHUP) != 0 { status = child.wait() }
            }
        }
        // What it said last, as it ended.
        while let bytes = try reader.read(), !bytes.isEmpty {
            for line in lines.lines(adding: bytes) { sayUnlessNoise(daemon, line) }
        }
        if let rest = lines.rest() { sayUnlessNoise(daemon, rest) }
        let result = status ?? 0
        entries.update {
            $0[index].child = nil
            $0[index].state.pid = nil
            $0[index].state.lastStatus = result
        }
        return result
    }

    private func launch(_ daemon: Daemon) throws -> (Descriptor, Child) {
        let (reader, writer) = try Descriptor.pipe()
        let null = try Descriptor.open("/dev/null", O_RDONLY)
        let child = try Child(
            daemon.arguments, environment: daemon.environment, directory: daemon.directory,
            streams: .init(input: null, output: writer, error: writer))
        return (reader, child)
    }

    private func sayUnlessNoise(_ daemon: Daemon, _ line: String) {
        // What they say of each other's end says nothing.
        guard !stopping.value else { return }
        if !daemon.noise.contains(where: { line.contains($0) }) { say(daemon, line) }
    }

    private func say(_ daemon: Daemon, _ text: String) {
        Report.line("\(Timestamp.now) \(daemon.name.padded(to: 9))| \(text)")
    }

    /// Ends all, the last started first, each with its own grace.
    func stop() {
        stopping.update { $0 = true }
        for (index, entry) in entries.value.enumerated().reversed() {
            entry.child?.signal(SIGTERM)
            if !entry.ended.wait(for: entry.daemon.grace) {
                say(entry.daemon, "did not end within \(Int(entry.daemon.grace)) s; killed")
                // The one of now: it may have been started again as this began.
                entries.value[index].child?.signal(SIGKILL)
                entry.ended.wait(for: 5)
            }
        }
    }
}
