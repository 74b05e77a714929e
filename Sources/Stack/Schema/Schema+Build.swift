extension Schema {
    static let buildKeys: [Key] = Key.shown(
        by: "build",
        [
            .honoured("context", .context),
            .honoured("dockerfile", .text),
            .honoured("dockerfile_inline", .text),
            .honoured("args", .pairs(alone: nil)),
            .honoured("target", .text),
            .honoured("labels", .pairs(alone: "")),
            .honoured("secrets", .list(.short(ShortForm.grant, .keys(grantKeys)))),
            .honoured("no_cache", .boolean),
            .honoured("pull", .boolean),
            .honoured("shm_size", .bytes),
            .honoured("extra_hosts", .hosts),
            .ignored("cache_from", .list(.text), "has no effect: builds share the builder's own cache"),
            .ignored("cache_to", .list(.text), "has no effect: builds share the builder's own cache"),
            .ignored("tags", .list(.text), "have no effect: an image is named by what it was built from"),
            .honoured("platforms", .list(.text)),
            .refused("network", .text, "would build in the host's network"),
            .refused("ssh", .pairs(alone: ""), "would lend keys of the server; copy what is needed into the tree"),
            .refused("additional_contexts", .pairs(alone: ""), "would read what is outside the commit"),
            .refused("privileged", .boolean, "would give the build the host"),
            .refused("entitlements", .list(.text), "would give the build the host"),
            .refused("isolation", .text, "is for Windows"),
            .refused("ulimits", .named(.short(ShortForm.ulimit, .keys(ulimitKeys))), "are not honoured by the builder"),
        ])
}
