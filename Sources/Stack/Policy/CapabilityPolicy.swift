import Model

/// Which capabilities a container may be given: those that the engine gives by itself; others need a leave.
enum CapabilityPolicy {
    /// Docker's default set.
    static let granted: Set<String> = [
        "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "NET_RAW",
        "SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT",
    ]

    /// capabilities(7).
    static let known = granted.union([
        "AUDIT_CONTROL", "AUDIT_READ", "BLOCK_SUSPEND", "BPF", "CHECKPOINT_RESTORE", "DAC_READ_SEARCH", "IPC_LOCK",
        "IPC_OWNER", "LEASE", "LINUX_IMMUTABLE", "MAC_ADMIN", "MAC_OVERRIDE", "NET_ADMIN", "NET_BROADCAST", "PERFMON",
        "SYSLOG", "SYS_ADMIN", "SYS_BOOT", "SYS_MODULE", "SYS_NICE", "SYS_PACCT", "SYS_PTRACE", "SYS_RAWIO",
        "SYS_RESOURCE", "SYS_TIME", "SYS_TTY_CONFIG", "WAKE_ALARM",
    ])

    /// Without `CAP_`.
    static func added(_ field: Field) -> [String] {
        field.list().compactMap { field in
            guard let name = name(field) else { return nil }
            guard name != "ALL" else {
                field.refuse("all capabilities are the host's root", hint: "name those that are needed")
                return nil
            }
            let leave = Allowance.capability(name)
            guard granted.contains(name) || field.reading.allowances.contains(leave) else {
                field.refuse(
                    "capability \(name) is more than a container has by itself", hint: field.reading.hint(for: leave))
                return nil
            }
            return name
        }
    }

    static func dropped(_ field: Field) -> [String] { field.list().compactMap(name) }

    private static func name(_ field: Field) -> String? {
        guard let text = field.text() else { return nil }
        let upper = text.uppercased()
        let name = upper.hasPrefix("CAP_") ? String(upper.dropFirst(4)) : upper
        if name == "ALL" || known.contains(name) { return name }
        field.refuse(
            "no capability \(text.quotedForPeople)",
            hint: Nearest.to(name, in: known.sorted()).map { "did you mean '\($0)'?" })
        return nil
    }
}
