extension Schema {
    static let deployKeys: [Key] = Key.shown(
        by: "deploy",
        [
            .honoured("mode", .text),
            .honoured("endpoint_mode", .text),
            .honoured("replicas", .integer).evenIfNothing,
            .honoured("labels", .pairs(alone: "")),
            .honoured("update_config", .keys(updateKeys)),
            .honoured("rollback_config", .keys(updateKeys)),
            .honoured("resources", .keys(resourceKeys)),
            .honoured("restart_policy", .keys(restartKeys)),
            .honoured("placement", .keys(placementKeys)),
        ])

    private static let updateKeys: [Key] = Key.shown(
        by: "deploy",
        [
            .honoured("parallelism", .integer).evenIfNothing,
            .honoured("delay", .duration),
            .honoured("failure_action", .text),
            .honoured("monitor", .duration),
            .honoured("max_failure_ratio", .number),
            .honoured("order", .choice(["start-first", "stop-first"])),
        ])

    private static let resourceKeys: [Key] = Key.shown(
        by: "deploy",
        [
            .honoured(
                "limits",
                .keys([.honoured("cpus", .number), .honoured("memory", .bytes), .honoured("pids", .integer)])),
            .honoured(
                "reservations",
                .keys([
                    .honoured("cpus", .number), .honoured("memory", .bytes),
                    .refused("generic_resources", .list(.keys(genericKeys)), "are not declared on the nodes"),
                    .refused("devices", .list(.keys(requestKeys)), "would hand out hardware of the host"),
                ])),
        ])

    private static let genericKeys: [Key] = [
        .honoured(
            "discrete_resource_spec", .keys([.honoured("kind", .text), .honoured("value", .integer).evenIfNothing]))
    ]

    private static let restartKeys: [Key] = Key.shown(
        by: "deploy",
        [
            .honoured("condition", .text),
            .honoured("delay", .duration).evenIfNothing,
            .honoured("max_attempts", .integer).evenIfNothing,
            .honoured("window", .duration).evenIfNothing,
        ])

    private static let placementKeys: [Key] = Key.shown(
        by: "deploy",
        [
            .honoured("constraints", .list(.text)),
            .honoured("preferences", .list(.keys([.honoured("spread", .text)]))),
            .honoured("max_replicas_per_node", .integer),
        ])
}
