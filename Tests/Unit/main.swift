import Glibc

// A unit for trials: an HTTP/1.1 server that keeps connections, and that fails in the way that its words say.
// It ends at once on TERM, with whatever it is answering: so it shows whether its requests were let finish.

signal(SIGPIPE, SIG_IGN)
signal(SIGTERM) { _ in _exit(0) }

let manner = Manner(words: CommandLine.arguments.dropFirst())
if manner.isDeaf { signal(SIGTERM, SIG_IGN) }
if let code = manner.crash {
    say("cannot find my database")
    exit(code)
}
if let megabytes = manner.eat { eat(megabytes) }
if let seconds = manner.crashAfter {
    start {
        sleep(seconds)
        say("my database went away")
        exit(9)
    }
}
if manner.isShut { while true { pause() } }
sleep(manner.startAfter)
serve(port: manner.port, manner)

/// Writes to memory, so that it is really taken.
func eat(_ megabytes: Int) {
    sleep(2)
    say("eating \(megabytes) MB")
    for _ in 0..<megabytes {
        if let page = malloc(1 << 20) { memset(page, 1, 1 << 20) }
    }
}

/// A thread that nobody joins.
func start(_ body: @escaping @Sendable () -> Void) {
    final class Work {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }
    var thread = pthread_t()
    pthread_create(
        &thread, nil,
        { pointer in
            if let pointer { Unmanaged<Work>.fromOpaque(pointer).takeRetainedValue().body() }
            return nil
        }, Unmanaged.passRetained(Work(body)).toOpaque())
    pthread_detach(thread)
}

/// A line on standard output, unbuffered.
func say(_ text: String) {
    let line = text + "\n"
    _ = write(1, line, line.utf8.count)
}
