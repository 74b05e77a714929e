/// Which values of keys that are honoured aren't: what docs/stack-files.md says of them.
extension MatrixTests {
    static let limits = [
        "services.*.image": "none of another app's in the private registry, and no image's id",
        "services.*.labels": "`slipway.domain`, `slipway.port` and `slipway.pinned` are ours; none of Docker's own",
        "services.*.cap_add": "beyond Docker's default set with the leave `cap:NAME`; never `ALL`",
        "services.*.sysctls":
            "those of the unit's own namespaces: `net.*`, `fs.mqueue.*`, kernel's `msg*`, `sem`, `shm*`",
        "services.*.platform": "the engine's own",
        "services.*.pull_policy": "`daily`, `weekly` and the like are refused",
        "services.*.volumes": "without a `source`: a volume of the service's own",
        "services.*.volumes.source": "a path of the host with the leave `bind:PATH`; none of the checkout",
        "services.*.volumes.type": "`volume`, `bind`, `tmpfs`",
        "services.*.volumes_from": "of services of the stack: `container:` is refused",
        "services.*.tmpfs": "with the options `size`, `mode`, `ro`",
        "services.*.ports": "without a port of the host it is an `expose`",
        "services.*.ports.published": "with the leave `host-port:PORT`",
        "services.*.network_mode": "`bridge` and `default`, which say nothing; others leave the app's own networks",
        "services.*.links": "of services of the stack",
        "services.*.logging.driver": "`json-file`, `local`",
        "services.*.logging.options": "`max-size`, `max-file`, `compress`",
        "services.*.deploy.mode": "`replicated`",
        "services.*.deploy.placement.constraints":
            "`node.labels.*`, `node.hostname`, `node.role`, `node.platform.*`, with `==` or `!=`",
        "services.*.deploy.placement.preferences.spread": "`node.labels.*`",
        "services.*.build.context": "a folder of the checkout",
        "services.*.build.dockerfile": "a file of the checkout",
        "networks.*.driver": "`overlay`, and `bridge`, which is one too",
        "networks.*.driver_opts": "`encrypted`",
        "networks.*.ipam.config.subnet": "one, of a private range, of 8 to 29 bits",
        "volumes.*.driver": "`local`",
        "secrets.*.file": "a file of the checkout; 500,000 bytes at most, 1 MiB of all",
        "secrets.*.environment": "a variable of the app's configuration",
        "configs.*.file": "a file of the checkout; 500,000 bytes at most, 1 MiB of all",
        "configs.*.environment": "a variable of the app's configuration",
    ]
}
