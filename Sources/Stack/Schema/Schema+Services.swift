extension Schema {
    static let serviceKeys: [Key] =
        Key.shown(by: "process", processKeys) + Key.shown(by: "loading", loadingKeys)
        + Key.shown(by: "differences", [.refused("label_file", .oneOrMore(.path), "is not read; write 'labels'")])
        + Key.shown(by: "files", fileKeys)
        + Key.shown(by: "network", networkingKeys) + Key.shown(by: "limits", limitKeys)
        + Key.shown(by: "host", hostKeys) + Key.shown(by: "life", lifeKeys)
        + Key.shown(by: "build", [.honoured("build", .short(ShortForm.build, .keys(buildKeys)))])
        + Key.shown(by: "deploy", [.honoured("deploy", .optional(.keys(deployKeys)))])
        + Key.shown(by: "healthcheck", [.honoured("healthcheck", .keys(healthcheckKeys))])

    /// What runs, and how.
    private static let processKeys: [Key] = [
        .honoured("image", .text),
        .honoured("command", .command).merging(.replace).evenIfNothing,
        .honoured("entrypoint", .command).merging(.replace).evenIfNothing,
        .honoured("environment", .pairs(alone: nil)),
        .honoured("working_dir", .text),
        .honoured("user", .text),
        .honoured("group_add", .list(.word)),
        .honoured("hostname", .text),
        .refused("domainname", .text, "is not given to units; write the whole name in 'hostname'"),
        .honoured("init", .boolean).evenIfNothing,
        .honoured("tty", .boolean),
        .honoured("stdin_open", .boolean),
        .honoured("read_only", .boolean),
        .honoured("cap_add", .list(.text)).merging(.unique(by: [])),
        .honoured("cap_drop", .list(.text)).merging(.unique(by: [])),
        .honoured("sysctls", .pairs(alone: "")),
        .honoured("ulimits", .named(.short(ShortForm.ulimit, .keys(ulimitKeys)))),
        .honoured("labels", .pairs(alone: "")),
        .ignored("annotations", .pairs(alone: ""), "have no effect: Swarm services have none; 'labels' are honoured"),
    ]

    /// What comes from other files.
    private static let loadingKeys: [Key] = [
        .honoured("env_file", .oneOrMore(.short(ShortForm.environmentFile, .keys(environmentFileKeys)))),
        .honoured("profiles", .list(.text)).merging(.unique(by: [])),
        .honoured("extends", .short(ShortForm.extends, .keys(extendsKeys))).merging(.replace),
    ]

    private static let extendsKeys: [Key] = [.honoured("service", .text).required, .honoured("file", .path)]

    private static let environmentFileKeys: [Key] = [
        .honoured("path", .path).required, .honoured("format", .text), .honoured("required", .boolean),
    ]

    static let ulimitKeys: [Key] = [
        .honoured("soft", .integer).required, .honoured("hard", .integer).required,
    ]

    private static let fileKeys: [Key] = [
        .honoured("volumes", .list(.short(ShortForm.volume, .keys(mountKeys)))).merging(.unique(by: ["target"])),
        .honoured("volumes_from", .list(.text)),
        .honoured("tmpfs", .oneOrMore(.text)).merging(.unique(by: [])),
        .honoured("shm_size", .bytes),
        .honoured("secrets", .list(.short(ShortForm.grant, .keys(grantKeys)))).merging(.unique(by: ["target"])),
        .honoured("configs", .list(.short(ShortForm.grant, .keys(grantKeys)))).merging(.unique(by: ["target"])),
        .refused("devices", .list(.short(ShortForm.device, .keys(deviceKeys))), "would hand out hardware of the host")
            .merging(.unique(by: ["target"])),
        .refused("storage_opt", .anything, "is for storage drivers of the host; Swarm has no such option"),
    ]

    private static let mountKeys: [Key] = [
        .honoured("type", .text).required,
        .honoured("source", .text),
        .honoured("target", .text),
        .honoured("read_only", .boolean),
        .ignored("consistency", .text, "has no effect on Linux"),
        .honoured(
            "bind",
            .keys([
                .refused("propagation", .text, "would carry mounts between the host and the unit"),
                .ignored("create_host_path", .boolean, "has no effect: a bind's source must be there"),
                .refused("recursive", .text, "is not honoured: mounts below the source are not changed"),
                .refused("selinux", .choice(["z", "Z"]), "would relabel files of the host"),
            ])
        ).evenIfNothing,
        .honoured(
            "volume",
            .keys([
                .honoured("nocopy", .boolean),
                .refused("subpath", .text, "needs a newer engine; mount the whole volume"),
            ])
        ).evenIfNothing,
        .honoured("tmpfs", .keys([.honoured("size", .bytes), .honoured("mode", .mode)])).evenIfNothing,
    ]

    static let grantKeys: [Key] = [
        .honoured("source", .text).required,
        .honoured("target", .text),
        .honoured("uid", .text),
        .honoured("gid", .text),
        .honoured("mode", .mode).evenIfNothing,
    ]

    private static let deviceKeys: [Key] = [
        .honoured("source", .text).required, .honoured("target", .text), .honoured("permissions", .text),
    ]

    static let hookKeys: [Key] = [
        .honoured("command", .command).evenIfNothing,
        .honoured("user", .text),
        .honoured("privileged", .boolean),
        .honoured("working_dir", .text),
        .honoured("environment", .pairs(alone: nil)),
    ]
}
