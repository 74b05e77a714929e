extension Schema {
    /// When a service starts and ends, and how it is run.
    static let lifeKeys: [Key] = [
        .honoured("depends_on", .names(.keys(dependencyKeys), each: ShortForm.dependency)),
        .honoured("restart", .text),
        .honoured("stop_signal", .text),
        .honoured("stop_grace_period", .duration).evenIfNothing,
        .honoured("scale", .integer).evenIfNothing,
        .honoured("pull_policy", .choice(["always", "never", "if_not_present", "build", "missing"])),
        .honoured("platform", .text),
        .honoured("logging", .keys([.honoured("driver", .text), .honoured("options", .pairs(alone: ""))]))
            .merging(.mappingIfSame("driver")),
        .ignored("container_name", .text, "has no effect: units have names of their own; others find it by 'aliases'"),
        .ignored("attach", .boolean, "is for 'docker compose up'; 'slipway logs' follows any service").evenIfNothing,
        .ignored("develop", .optional(.keys([.honoured("watch", .list(.keys(watchKeys)))])), "is for developing"),
        .refused("post_start", .list(.keys(hookKeys)), "is not honoured by Swarm; do it in the image's entrypoint"),
        .refused("pre_stop", .list(.keys(hookKeys)), "is not honoured by Swarm; handle the stop signal"),
    ]

    private static let dependencyKeys: [Key] = [
        .honoured("condition", .choice(["service_started", "service_healthy", "service_completed_successfully"]))
            .required,
        .honoured("restart", .boolean),
        .honoured("required", .boolean).evenIfNothing,
    ]

    private static let watchKeys: [Key] = [
        .honoured("path", .path).required,
        .honoured("action", .choice(["rebuild", "sync", "restart", "sync+restart", "sync+exec"])).required,
        .honoured("target", .text),
        .honoured("exec", .keys(hookKeys)),
        .honoured("ignore", .list(.text)),
    ]

    static let healthcheckKeys: [Key] = Key.shown(
        by: "healthcheck",
        [
            .honoured("test", .test).merging(.replace),
            .honoured("interval", .duration).evenIfNothing,
            .honoured("timeout", .duration).evenIfNothing,
            .honoured("retries", .integer).evenIfNothing,
            .honoured("start_period", .duration).evenIfNothing,
            .refused("start_interval", .duration, "needs a newer engine; set 'interval'").evenIfNothing,
            .honoured("disable", .boolean),
        ])
}
