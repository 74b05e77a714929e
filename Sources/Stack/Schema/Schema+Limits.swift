extension Schema {
    /// What a unit may use.
    static let limitKeys: [Key] = [
        .honoured("mem_limit", .bytes),
        .honoured("mem_reservation", .bytes),
        .honoured("cpus", .number),
        .honoured("pids_limit", .integer),
        .refused("memswap_limit", .bytes, "is not honoured by Swarm; set 'mem_limit'"),
        .refused("mem_swappiness", .bytes, "is not honoured by Swarm"),
        .refused("cpu_shares", .integer, "are not honoured by Swarm; set 'cpus'"),
        .refused("cpu_quota", .integer, "is not honoured by Swarm; set 'cpus'"),
        .refused("cpu_period", .integer, "is not honoured by Swarm; set 'cpus'"),
        .refused("cpu_rt_period", .integer, "is not honoured by Swarm"),
        .refused("cpu_rt_runtime", .integer, "is not honoured by Swarm"),
        .refused("cpu_count", .integer, "is for Windows; set 'cpus'"),
        .refused("cpu_percent", .number, "is for Windows; set 'cpus'"),
        .refused("cpuset", .text, "would pin units to processors of a node; set 'cpus'"),
        .refused("oom_kill_disable", .boolean, "is not honoured by Swarm; set 'mem_limit'"),
        .refused("oom_score_adj", .integer, "would have other apps' units killed in place of this one's"),
        .refused("blkio_config", .keys(blockKeys), "names devices of the host, which Swarm doesn't limit"),
        .refused("gpus", .short(ShortForm.devices, .list(.keys(requestKeys))), "would hand out hardware of the host"),
    ]

    private static let blockKeys: [Key] =
        [.honoured("weight", .integer)]
        + [
            .honoured(
                "weight_device", .list(.keys([.honoured("path", .text), .honoured("weight", .integer)])))
        ]
        + ["device_read_bps", "device_read_iops", "device_write_bps", "device_write_iops"].map {
            .honoured($0, .list(.keys([.honoured("path", .text), .honoured("rate", .bytes)])))
        }

    static let requestKeys: [Key] = [
        .honoured("capabilities", .list(.text)),
        .honoured("driver", .text),
        .honoured("count", .short(ShortForm.count, .integer)),
        .honoured("device_ids", .list(.text)),
        .honoured("options", .pairs(alone: "")),
    ]

    /// What would open the host to a unit.
    static let hostKeys: [Key] = [
        .refused("privileged", .boolean, "would give the unit the host; ask for single capabilities in 'cap_add'"),
        .refused("device_cgroup_rules", .list(.text), "would hand out hardware of the host"),
        .refused("pid", .optional(.text), "would show processes of the host or of other units"),
        .refused("ipc", .text, "would share memory with the host or with other units"),
        .refused("uts", .text, "would share the host's name"),
        .refused("userns_mode", .text, "would leave the host's separation of users"),
        .refused("cgroup", .text, "would show the host's control groups"),
        .refused("cgroup_parent", .text, "would leave the control group that the engine gives"),
        .refused("security_opt", .list(.text), "would loosen the engine's confinement"),
        .refused("runtime", .text, "is the host's to choose"),
        .refused("isolation", .text, "is for Windows"),
        .refused(
            "credential_spec",
            .keys([.honoured("config", .text), .honoured("file", .text), .honoured("registry", .text)]),
            "is for Windows"),
    ]
}
