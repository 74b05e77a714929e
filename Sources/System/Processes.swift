import Glibc

/// The processes of this host, from /proc.
public enum Processes {
    /// The ids of those in a session that may be looked at.
    public static func inSession(_ session: pid_t) -> [pid_t] {
        Files.names(in: "/proc").compactMap { pid_t($0) }.filter { getsid($0) == session }
    }

    /// The ids of those in a process group that haven't ended.
    public static func inGroup(_ group: pid_t) -> [pid_t] {
        Files.names(in: "/proc").compactMap { pid_t($0) }.filter { getpgid($0) == group && state($0) != "Z" }
    }

    /// Whether a signal has stopped it: SIGSTOP and its kin, proc(5).
    public static func isStopped(_ process: pid_t) -> Bool { state(process) == "T" }

    /// Whether it has blocked a signal, as one does that waits for it: proc_pid_status(5), 'SigBlk'.
    public static func blocks(_ signal: Int32, _ process: pid_t) -> Bool {
        guard let status = try? Files.read("/proc/\(process)/status"),
            let line = status.split(separator: "\n").first(where: { $0.hasPrefix("SigBlk:") }),
            let mask = line.split(whereSeparator: \.isWhitespace).last.flatMap({ UInt64($0, radix: 16) })
        else { return false }
        return mask & (1 << UInt64(signal - 1)) != 0
    }

    private static func state(_ process: pid_t) -> Character? {
        guard let text = try? Files.read("/proc/\(process)/stat"), let end = text.lastIndex(of: ")") else { return nil }
        return text[end...].dropFirst(2).first
    }
}
