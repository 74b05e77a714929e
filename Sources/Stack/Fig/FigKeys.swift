/// What a service of fig 1.0 or Compose v1 may say.
enum FigKeys {
    /// fig 1.0's own.
    static let fig = [
        "image", "build", "command", "links", "ports", "expose", "volumes", "volumes_from", "environment", "net",
        "dns", "working_dir", "entrypoint", "user", "hostname", "domainname", "mem_limit", "privileged", "tty",
        "stdin_open",
    ]

    /// What Compose added until its version 2 files.
    static let compose = [
        "env_file", "external_links", "dns_search", "cap_add", "cap_drop", "cgroup_parent", "cpu_quota", "cpu_shares",
        "cpuset", "devices", "dockerfile", "extends", "extra_hosts", "ipc", "labels", "log_driver", "log_opt",
        "mac_address", "mem_swappiness", "memswap_limit", "pid", "read_only", "restart", "security_opt", "shm_size",
        "stop_signal", "ulimits", "volume_driver", "container_name",
    ]

    static let names = Set(fig + compose)
}
