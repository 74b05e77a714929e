extension Schema {
    /// How a service is reached, and what it reaches.
    static let networkingKeys: [Key] = [
        .honoured("ports", .list(.short(ShortForm.port, .keys(portKeys))))
            .merging(.unique(by: ["host_ip", "target", "published", "protocol"])),
        .honoured("expose", .list(.word)).merging(.unique(by: [])),
        .honoured("networks", .names(.optional(.keys(attachmentKeys)), each: ShortForm.nothing)),
        .honoured("network_mode", .text),
        .honoured("links", .list(.text)).merging(.unique(by: [])),
        .refused("external_links", .list(.text), "name containers outside the app; write their address in a variable"),
        .honoured("extra_hosts", .hosts),
        .honoured("dns", .oneOrMore(.text)).merging(.unique(by: [])),
        .honoured("dns_opt", .list(.text)).merging(.unique(by: [])),
        .honoured("dns_search", .oneOrMore(.text)).merging(.unique(by: [])),
        .refused("mac_address", .text, address),
    ]

    private static let address = "is the engine's to choose: several units of a service run side by side"

    private static let portKeys: [Key] = [
        .ignored("name", .text, "says nothing to the engine"),
        .ignored("mode", .text, "has no effect: a published port is the port of the unit's own node"),
        .refused("host_ip", .text, "is not honoured by Swarm: a published port is open on all addresses of its node"),
        .honoured("target", .integer),
        .honoured("published", .word),
        .honoured("protocol", .text),
        .ignored("app_protocol", .text, "says nothing to the engine"),
    ]

    private static let attachmentKeys: [Key] = [
        .honoured("aliases", .list(.text)).merging(.unique(by: [])),
        .refused("ipv4_address", .text, address),
        .refused("ipv6_address", .text, address),
        .refused("link_local_ips", .list(.text), address),
        .refused("mac_address", .text, address),
        .refused("driver_opts", .pairs(alone: ""), "can reach the host's interfaces"),
        .ignored("priority", .integer, "has no effect: Swarm joins networks in no order"),
        .ignored("gw_priority", .integer, "has no effect: the way out is each node's own bridge"),
    ]
}
