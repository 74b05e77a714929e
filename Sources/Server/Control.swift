import CSystemShim
import Glibc
import Model
import System

/// What a running server says of itself.
public struct ServerStatus: Sendable, Codable {
    public struct Daemon: Sendable, Codable {
        public let name: String
        public let pid: Int32?
        public let restarts: Int
        /// Seconds since 1970.
        public let since: Int
        /// The status with which it last ended.
        public let lastStatus: Int32?
    }

    public let settings: Settings
    public let daemons: [Daemon]
}

/// The socket over which `slipway status` and `slipway down` speak to a running server. The connection of a `down` is
/// held until all has stopped: its end is the answer.
final class Control: Sendable {
    private let folder: Folder
    private let supervisor: Supervisor
    private let stop: Signal
    private let listener: Descriptor
    private let waiting = Shared<[Descriptor]>([])

    init(folder: Folder, supervisor: Supervisor, stop: Signal) throws {
        self.folder = folder
        self.supervisor = supervisor
        self.stop = stop
        listener = try UnixSocket.listen(folder.controlSocket, mode: 0o660)
        if let account = try? Account.current() { _ = chown(folder.controlSocket, 0, account.gid) }
    }

    func serve() {
        Threads.start { [self] in
            while true {
                if let connection = try? UnixSocket.accept(listener) {
                    Threads.start { try? self.answer(connection) }
                } else {
                    // Out of descriptors: `down` must still be heard when there are some again.
                    usleep(100_000)
                }
            }
        }
    }

    private func answer(_ connection: Descriptor) throws {
        connection.limitWaiting(to: 10)
        let request = String(decoding: try connection.readToEnd(atMost: 256), as: UTF8.self)
        switch request {
        case "status":
            let daemons = supervisor.states.map {
                ServerStatus.Daemon(
                    name: $0.name, pid: $0.pid, restarts: $0.restarts, since: $0.since, lastStatus: $0.lastStatus)
            }
            try connection.write(JSON.line(ServerStatus(settings: Settings.load(folder), daemons: daemons)))
        case "down":
            var uid: uid_t = 1
            guard shim_peer_uid(connection.number, &uid) == 0, uid == 0 else {
                try connection.write("only root stops a server")
                return
            }
            waiting.update { $0.append(connection) }
            stop.raise()
        default:
            try connection.write("unknown request")
        }
    }

    /// All has stopped: lets those who wait for it go.
    func stopped() {
        for connection in waiting.value { try? connection.write("stopped") }
        waiting.update { $0 = [] }
    }
}

/// The commands' side of it.
public enum RunningServer {
    public static func status(_ folder: Folder) throws -> ServerStatus {
        try JSON.decode(ServerStatus.self, from: ask(folder, "status").utf8, source: folder.controlSocket)
    }

    /// Returns when all has stopped.
    public static func stop(_ folder: Folder) throws {
        let answer = try ask(folder, "down", timeout: 180)
        guard answer == "stopped" else {
            throw Failure(.notPermitted, answer.isEmpty ? "the server went away" : answer)
        }
    }

    private static func ask(_ folder: Folder, _ request: String, timeout seconds: Int = 10) throws -> String {
        do {
            return try UnixSocket.ask(folder.controlSocket, request, timeout: seconds)
        } catch let failure as Failure where failure.code == .notFound || failure.code == .unavailable {
            throw Failure(
                .unavailable, "no Slipway server runs in '\(folder.root)'", hint: "start it: slipway up --detach")
        }
    }
}
