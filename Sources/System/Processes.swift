import Glibc

/// The processes of this host, from /proc.
public enum Processes {
    /// The ids of those in a session that may be looked at.
    public static func inSession(_ session: pid_t) -> [pid_t] {
        Files.names(in: "/proc").compactMap { pid_t($0) }.filter { getsid($0) == session }
    }

    /// Whether a signal has stopped it: SIGSTOP and its kin, proc(5).
    public static func isStopped(_ process: pid_t) -> Bool {
        guard let text = try? Files.read("/proc/\(process)/stat"), let end = text.lastIndex(of: ")") else {
            return false
        }
        return text[end...].dropFirst(2).first == "T"
    }
}
