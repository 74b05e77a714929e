/// How a unit ended.
public struct Ending: Sendable, Codable, Equatable {
    /// Nil where it isn't known.
    public var exitCode: Int?
    /// Whether the kernel killed a process of it for its memory limit, as the engine saw. It doesn't always:
    /// engine 20.10 with control groups of version 1 never did.
    public var outOfMemory: Bool
    /// Bytes that it was allowed; nil for no limit.
    public var memoryLimit: Int?
    /// Whether it was ended because its healthcheck failed.
    public var unhealthy: Bool

    public init(exitCode: Int?, outOfMemory: Bool = false, memoryLimit: Int? = nil, unhealthy: Bool = false) {
        self.exitCode = exitCode
        self.outOfMemory = outOfMemory
        self.memoryLimit = memoryLimit
        self.unhealthy = unhealthy
    }

    /// The signal that ended it, by its name. A shell that reports a signal of its child's exits with the same code.
    public var signal: String? {
        exitCode.flatMap { $0 > 128 ? Self.signals[$0 - 128] : nil }
    }

    /// `exit code 137 (SIGKILL), out of memory`.
    public var words: String {
        var words = "exit code \(exitCode.map(String.init) ?? "unknown")"
        if let signal { words += " (\(signal))" }
        // Who else would kill a unit that has a limit, without a word to the engine?
        if outOfMemory || signal == "SIGKILL" && memoryLimit != nil && !unhealthy {
            words += outOfMemory ? ", out of memory" : ", probably out of memory"
            if let memoryLimit { words += ": its limit is \(memoryLimit >> 20) MiB" }
        }
        if unhealthy { words += ", unhealthy" }
        return words
    }

    /// signal(7), by the numbers of x86 and ARM.
    private static let signals = [
        1: "SIGHUP", 2: "SIGINT", 3: "SIGQUIT", 4: "SIGILL", 5: "SIGTRAP", 6: "SIGABRT", 7: "SIGBUS", 8: "SIGFPE",
        9: "SIGKILL", 10: "SIGUSR1", 11: "SIGSEGV", 12: "SIGUSR2", 13: "SIGPIPE", 14: "SIGALRM", 15: "SIGTERM",
        24: "SIGXCPU", 25: "SIGXFSZ", 31: "SIGSYS",
    ]
}

/// A death of a unit that nobody had asked for.
public struct Crash: Sendable, Codable, Equatable {
    public let app: AppName
    /// The container's id.
    public let unit: String
    public let service: ServiceName?
    public let release: ReleaseNumber?
    /// Seconds since 1970.
    public let time: Int
    public let ending: Ending
    /// The last that it printed.
    public let lines: [String]

    public init(
        app: AppName, unit: String, service: ServiceName?, release: ReleaseNumber?, time: Int, ending: Ending,
        lines: [String]
    ) {
        self.app = app
        self.unit = unit
        self.service = service
        self.release = release
        self.time = time
        self.ending = ending
        self.lines = lines
    }
}
