import CSystemShim
import Glibc
import Model

/// A process that we started: always from a list of arguments, never through a shell.
///
/// It gets default signals, an environment that is named in full, and no descriptor but the three standard ones
/// and those that are passed on purpose.
public final class Child: Sendable {
    public enum Group: Sendable {
        /// That of its parent, so that a terminal's Ctrl-C reaches it.
        case parents
        /// One of its own, which `end` ends as a whole.
        case own
        /// A session of its own, which outlives its parent's.
        case session
    }

    public struct Streams {
        var input: Descriptor?
        var output: Descriptor?
        var error: Descriptor?
        /// Descriptors that keep their numbers in the child.
        var passed: [Descriptor]

        /// What isn't given is inherited.
        public init(
            input: Descriptor? = nil, output: Descriptor? = nil, error: Descriptor? = nil, passed: [Descriptor] = []
        ) {
            self.input = input
            self.output = output
            self.error = error
            self.passed = passed
        }
    }

    public let pid: pid_t
    private let group: Group
    private let ended = Shared<Int32?>(nil)

    /// - Parameters:
    ///   - arguments: The program, looked up in `environment`'s PATH where it holds no '/', and its arguments.
    ///   - directory: Where it starts; ours where nil.
    public init(
        _ arguments: [String], environment: [String: String], directory: String? = nil, streams: Streams = Streams(),
        group: Group = .own
    ) throws {
        guard let name = arguments.first else { throw Failure(.software, "no program to start") }
        let program = try Programs.find(name, path: environment["PATH"] ?? Programs.defaultPath)

        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
        posix_spawn_file_actions_init(&actions)
        posix_spawnattr_init(&attributes)
        defer {
            posix_spawn_file_actions_destroy(&actions)
            posix_spawnattr_destroy(&attributes)
        }
        for (stream, target) in [(streams.input, Int32(0)), (streams.output, 1), (streams.error, 2)] {
            if let stream { posix_spawn_file_actions_adddup2(&actions, stream.number, target) }
        }
        if let directory { _ = shim_addchdir(&actions, directory) }
        // A descriptor duplicated onto itself loses close-on-exec: POSIX, posix_spawn_file_actions_adddup2.
        let passed = Set(streams.passed.map(\.number))
        for number in 3..<max(3, (passed.max() ?? 0) + 1) {
            if passed.contains(number) {
                posix_spawn_file_actions_adddup2(&actions, number, number)
            } else {
                posix_spawn_file_actions_addclose(&actions, number)
            }
        }
        _ = shim_addclosefrom(&actions, max(3, (passed.max() ?? 0) + 1))
        _ = Self.collectsChildren
        var flags = Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK)
        switch group {
        case .parents: break
        case .own: flags |= Int16(POSIX_SPAWN_SETPGROUP)
        case .session: flags |= shim_spawn_setsid()
        }
        var all = sigset_t()
        var none = sigset_t()
        sigfillset(&all)
        sigemptyset(&none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setflags(&attributes, flags)

        var pid: pid_t = 0
        let status = withCStrings(arguments) { argv in
            withCStrings(environment.map { "\($0.key)=\($0.value)" }) { envp in
                posix_spawn(&pid, program, &actions, &attributes, argv, envp)
            }
        }
        guard status == 0 else { throw Failure.system("start '\(program)'", errno: status) }
        self.pid = pid
        self.group = group
    }

    /// Who ignores SIGCHLD, as a parent may have left it to us, never hears how a child ended: wait(2), 'NOTES'.
    private static let collectsChildren: Void = { _ = Glibc.signal(SIGCHLD, SIG_DFL) }()

    /// Waits until it ends; its exit status, or 128 and the signal's number.
    @discardableResult
    public func wait() -> Int32 {
        while true {
            if let status = poll() { return status }
            // Collected under the lock alone, so that no signal goes to a number that is somebody else's by then.
            var information = siginfo_t()
            _ = waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT)
        }
    }

    /// Its status where it has ended.
    public func poll() -> Int32? {
        ended.update { [pid] ended in
            if let ended { return ended }
            var status: Int32 = 0
            let found = waitpid(pid, &status, WNOHANG)
            if found == pid { ended = shim_exit_status(status) }
            // Somebody else collected it: how it ended is not known, and was no success that we know of.
            if found < 0, errno == ECHILD { ended = Failure.Code.software.rawValue }
            return ended
        }
    }

    /// Sends a signal to it, and to its group where it has one of its own.
    public func signal(_ number: Int32) {
        ended.update { [pid, group] ended in
            guard ended == nil else { return }
            if case .parents = group { kill(pid, number) } else { kill(-pid, number) }
        }
    }

    /// Asks it to end, and ends it where it hasn't after some seconds, and with it what is left of its group; its
    /// status.
    @discardableResult
    public func end(within seconds: Double = 5) -> Int32 {
        signal(SIGTERM)
        _ = System.poll(for: seconds) { hasEnded && isAlone ? true : nil }
        signal(SIGKILL)
        return wait()
    }

    /// Waits until it ends, or until nobody reads `output` any more: then it is asked to end, with its group.
    /// Its status, nil where its reader had gone.
    public func wait(whileReaderOf output: Int32) -> Int32? {
        let ending = Descriptor(shim_pidfd(pid))
        while true {
            var entries = [
                pollfd(fd: ending.number, events: Int16(POLLIN), revents: 0),
                pollfd(fd: output, events: 0, revents: 0),
            ]
            guard Glibc.poll(&entries, 2, -1) > 0 else { continue }
            if entries[0].revents != 0 { return wait() }
            end()
            return nil
        }
    }

    /// Whether nothing else of its group is left.
    private var isAlone: Bool {
        if case .parents = group { return true }
        return Processes.inGroup(pid).isEmpty
    }

    /// Whether it has ended, without collecting it: its group's number stays its own.
    private var hasEnded: Bool {
        var information = siginfo_t()
        let status = waitid(P_PID, id_t(pid), &information, WEXITED | WNOWAIT | WNOHANG)
        return status != 0 || information.si_signo == SIGCHLD
    }
}

/// Where programs are found.
public enum Programs {
    public static let defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    public static func find(_ name: String, path: String) throws -> String {
        if name.utf8.contains(UInt8(ascii: "/")) { return name }
        for folder in path.split(separator: ":") where access("\(folder)/\(name)", X_OK) == 0 {
            return "\(folder)/\(name)"
        }
        throw Failure(.unavailable, "cannot find the program '\(name)' in '\(path)'")
    }
}

extension Programs {
    /// Becomes another program; returns only why that failed.
    public static func replace(_ arguments: [String], environment: [String: String]) -> Failure {
        guard let name = arguments.first else { return Failure(.software, "no program to start") }
        do {
            let program = try find(name, path: environment["PATH"] ?? defaultPath)
            withCStrings(arguments) { argv in
                withCStrings(environment.map { "\($0.key)=\($0.value)" }) { envp in _ = execve(program, argv, envp) }
            }
            return Failure.system("start '\(program)'")
        } catch let failure as Failure {
            return failure
        } catch {
            return Failure(.software, "\(error)")
        }
    }
}

/// Calls `body` with the texts as C wants them: a null-terminated array of null-terminated strings.
func withCStrings<Result>(
    _ texts: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
) -> Result {
    var pointers: [UnsafeMutablePointer<CChar>?] = texts.map { strdup($0) }
    pointers.append(nil)
    defer { for pointer in pointers { free(pointer) } }
    return body(pointers)
}
