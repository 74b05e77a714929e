extension Schema {
    static let topLevel: [Key] =
        Key.shown(
            by: "top-level",
            [
                .ignored("version", .text, "says nothing: the Compose specification has no versions"),
                .ignored("name", .text, "has no effect: the app's name is the project's"),
                .honoured("services", .named(.keys(serviceKeys))),
            ])
        + Key.shown(by: "include", [.honoured("include", .list(.short(ShortForm.include, .keys(includeKeys))))])
        + Key.shown(by: "networks", [.honoured("networks", .named(.optional(.keys(networkKeys))))])
        + Key.shown(by: "volumes", [.honoured("volumes", .named(.optional(.keys(volumeKeys))))])
        + Key.shown(
            by: "secrets",
            [
                .honoured("secrets", .named(.keys(secretKeys))),
                .honoured("configs", .named(.keys(configKeys))),
            ])

    private static let includeKeys: [Key] = Key.shown(
        by: "include",
        [
            .honoured("path", .oneOrMore(.path)).required,
            .honoured("env_file", .oneOrMore(.path)),
            .honoured("project_directory", .path),
        ])

    private static let foreign = "would reach what other apps have; declare it here, and the app gets one of its own"
    private static let named = "would take another app's name; its key is its name within the app"
    private static let drivers = "can reach the host; volumes are the engine's own, of the driver 'local'"

    private static let networkKeys: [Key] = Key.shown(
        by: "networks",
        [
            .refused("name", .text, named),
            .honoured("driver", .text),
            .honoured("driver_opts", .pairs(alone: "")),
            .honoured(
                "ipam",
                .keys([
                    .honoured("driver", .text),
                    .honoured(
                        "config",
                        .list(
                            .keys([
                                .honoured("subnet", .text),
                                .refused("ip_range", .text, "is the engine's to choose; name the subnet alone"),
                                .refused("gateway", .text, "is the engine's to choose; name the subnet alone"),
                                .refused(
                                    "aux_addresses", .pairs(alone: ""), "hold addresses back, which no unit needs"),
                            ]))
                    ).merging(.unique(by: ["subnet"])),
                    .refused("options", .pairs(alone: ""), "are for address drivers that the engine has not"),
                ])),
            .refused("external", .external, foreign),
            .honoured("internal", .boolean),
            .ignored("attachable", .boolean, "has no effect: an app's networks always are"),
            .ignored("enable_ipv4", .boolean, "has no effect: an app's networks always have it").evenIfNothing,
            .refused("enable_ipv6", .boolean, "is not given: an app's networks have IPv4").evenIfNothing,
            .honoured("labels", .pairs(alone: "")),
        ])

    private static let volumeKeys: [Key] = Key.shown(
        by: "volumes",
        [
            .refused("name", .text, named),
            .honoured("driver", .text),
            .refused("driver_opts", .pairs(alone: ""), drivers),
            .refused("external", .external, foreign),
            .honoured("labels", .pairs(alone: "")),
        ])

    private static let secretKeys: [Key] = Key.shown(
        by: "secrets",
        [
            .refused("name", .text, named),
            .honoured("environment", .text),
            .honoured("file", .path),
            .refused("external", .external, foreign),
            .ignored("labels", .pairs(alone: ""), "have no effect: the engine's secrets carry ours"),
            .refused("driver", .text, "needs a plugin of the engine; use 'file' or 'environment'"),
            .refused("driver_opts", .pairs(alone: ""), "need a plugin of the engine"),
            .refused("template_driver", .text, "is not honoured: the content is taken as it is"),
        ])

    private static let configKeys: [Key] = Key.shown(
        by: "secrets",
        [
            .refused("name", .text, named),
            .honoured("content", .text),
            .honoured("environment", .text),
            .honoured("file", .path),
            .refused("external", .external, foreign),
            .ignored("labels", .pairs(alone: ""), "have no effect: the engine's configs carry ours"),
            .refused("template_driver", .text, "is not honoured: the content is taken as it is"),
        ])
}
