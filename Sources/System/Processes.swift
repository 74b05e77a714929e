import Glibc

/// The processes of this host, from /proc.
public enum Processes {
    /// The ids of those in a session that may be looked at.
    public static func inSession(_ session: pid_t) -> [pid_t] {
        Files.names(in: "/proc").compactMap { pid_t($0) }.filter { getsid($0) == session }
    }
}
