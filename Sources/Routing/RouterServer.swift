import Glibc
import Model
import System

/// `router.sock`: one request a connection, a thread each.
struct RouterServer: Sendable {
    private let listener: Descriptor
    private let ended: Signal
    private let post: @Sendable (RouterRequest, PendingAnswer) -> Void

    init(
        _ path: String, ended: Signal, post: @escaping @Sendable (RouterRequest, PendingAnswer) -> Void
    ) throws {
        listener = try UnixSocket.listen(path)
        self.ended = ended
        self.post = post
    }

    /// Until `ended` is raised.
    func run() {
        while true {
            var entries = [
                pollfd(fd: listener.number, events: Int16(POLLIN), revents: 0),
                pollfd(fd: ended.descriptor.number, events: Int16(POLLIN), revents: 0),
            ]
            guard poll(&entries, 2, -1) > 0 else { continue }
            if entries[1].revents != 0 { return }
            guard let connection = try? UnixSocket.accept(listener) else {
                // Out of descriptors, most likely: those of other clients come back.
                usleep(10_000)
                continue
            }
            Threads.start { [self] in serve(connection) }
        }
    }

    private func serve(_ connection: Descriptor) {
        var limit = timeval(tv_sec: 5, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(connection.number, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        var reader = LineReader(limit: 1024)
        while let bytes = try? connection.read(upTo: 1024), !bytes.isEmpty {
            guard let line = reader.lines(adding: bytes).first else { continue }
            try? connection.write(answer(line) + "\n")
            return
        }
    }

    private func answer(_ line: String) -> String {
        RouterAnswer.line(
            Result {
                let (request, app) = try RouterRequest.scoped(line)
                let pending = PendingAnswer()
                post(request, pending)
                let limit = 60 + request.seconds
                guard let answer = pending.take(within: limit) else {
                    throw Failure(.temporary, "the router did not come to it within \(Int(limit)) s")
                }
                let state = try answer.get()
                return app.map(state.only) ?? state
            }.mapError { error in error as? Failure ?? Failure(.software, "\(error)") })
    }
}
