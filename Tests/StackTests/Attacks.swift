/// Attacks on the host, on other apps and by way of builds, with the answers to them.
enum Attacks {
    private static let leave = "an operator may allow it: slipway app allow shop"
    private static let noSubnet =
        "is no network of 20 to 29 bits that an app may have (one of 10.128.0.0/9, 172.24.0.0/13, 192.168.0.0/16 and "
        + "100.64.0.0/10, such as 10.220.3.0/24)"

    static let host: [PolicyTests.Attack] = [
        .init(
            lines: "volumes: [{type: volume, source: etc, target: /e}]",
            rest: "volumes: {etc: {driver_opts: {type: none, o: bind, device: /etc}}}",
            answer:
                "'driver_opts' of volume 'etc': a volume's options could mount any folder of the host (leave them out)"),
        .init(
            lines: "", rest: "volumes: {v: {driver: sshfs}}",
            answer: "'driver' of volume 'v': volume driver 'sshfs' reaches beyond the app"
                + " (leave it out: a volume lies on its node's disk)"),
        .init(
            lines: "volumes: [{type: bind, source: /etc, target: /e}]",
            answer: "'volumes.source' of service 'web': '/etc' of the host needs an operator's leave"
                + " (write a named volume; or \(leave) bind:/etc)"),
        .init(
            lines: "volumes: [{type: bind, source: ./conf, target: /e}]",
            answer: "'volumes.source' of service 'web': './conf' is a folder of the checkout, which no node has"
                + " (COPY it in the Dockerfile, or declare it in 'configs')"),
        .init(
            lines: "volumes: [{type: bind, source: /a/.., target: /e}]",
            answer: "'volumes.source' of service 'web': '/' is all of the host (write a named volume)"),
        .init(
            lines: "volumes: [{type: npipe, source: a, target: /e}]",
            answer: "'volumes.type' of service 'web': 'npipe' can't be honoured (volume, bind and tmpfs are)"),
        .init(
            lines: "ports: [{target: 80, published: '5432', mode: ingress}]",
            answer: "'ports' of service 'web': port 5432 of the host needs an operator's leave"
                + " (write '80' alone: the router and the app's services reach it; or \(leave) host-port:5432)"),
        .init(
            lines: "ports: [{target: 80, published: 1-60000}]",
            answer: "'ports.published' of service 'web': '1-60000': 60000 ports; 1000 are the most"),
        .init(
            lines: "cap_add: [SYS_ADMIN]",
            answer: "'cap_add' of service 'web': capability SYS_ADMIN is more than a container has by itself"
                + " (\(leave) cap:SYS_ADMIN)"),
        .init(
            lines: "sysctls: {kernel.core_pattern: '|/x'}",
            answer: "'sysctls.kernel.core_pattern' of service 'web': is the host's, not the container's"
                + " (net.*, fs.mqueue.* and kernel's of msg, sem and shm are)"),
        .init(
            lines: "extra_hosts: {h: host-gateway}",
            answer: "'extra_hosts.h' of service 'web': 'host-gateway' would lead to the host"),
        .init(
            lines: "logging: {driver: syslog}",
            answer: "'logging.driver' of service 'web': log driver 'syslog' reaches beyond the app"
                + " (json-file and local are honoured)"),
        .init(
            lines: "logging: {options: {syslog-address: 'tcp://x'}}",
            answer: "'logging.options.syslog-address' of service 'web': is not honoured"
                + " (max-size, max-file and compress are)"),
        .init(
            lines: "environment: {SERVICE_CHECK_SCRIPT: curl}",
            answer: "'environment.SERVICE_CHECK_SCRIPT' of service 'web': would run a command on the host"
                + " (write a 'healthcheck', which runs in the container)"),
        .init(
            lines: "labels: {SERVICE_80_CHECK_SCRIPT: curl}",
            answer: "'labels.SERVICE_80_CHECK_SCRIPT' of service 'web': would run a command on the host"
                + " (write a 'healthcheck', which runs in the container)"),
        .init(
            lines: "", rest: "secrets: {s: {file: ../../etc/shadow}}",
            answer: "'file' of secret 's': '../../etc/shadow' lies outside of the checkout"
                + " (commit the file, or use 'environment')"),
        .init(
            lines: "", rest: "configs: {c: {file: /etc/shadow}}",
            answer: "'file' of config 'c': '/etc/shadow' lies outside of the checkout"
                + " (commit the file, or use 'environment')"),
        .init(
            lines: "secrets: [{source: s, target: ../../etc/passwd}]", rest: "secrets: {s: {content: x}}",
            answer: "'secrets' of service 'web': '../../etc/passwd' is no file's path (write it without '..')"),
        .init(
            lines: "deploy: {mode: global}",
            answer:
                "'deploy.mode' of service 'web': 'global' can't be honoured ('replicated' with a number of replicas)"),
        .init(
            lines: "deploy: {endpoint_mode: vip}",
            answer:
                "'deploy.endpoint_mode' of service 'web': 'vip' needs the kernel's IPVS; each service's name leads to"
                + " its units' addresses (leave it out, or write dnsrr)"),
        .init(
            lines: "deploy: {placement: {constraints: ['engine.labels.x == y']}}",
            answer: "'deploy.placement.constraints' of service 'web': 'engine.labels.x == y' can't be honoured"
                + " (node.labels.NAME, node.hostname, node.role, node.platform.os or .arch, with == or != and a value)"),
    ]

    static let otherApps: [PolicyTests.Attack] =
        ["volume", "network", "secret", "config"].flatMap { part -> [PolicyTests.Attack] in
            let source = ["secret", "config"].contains(part) ? ", content: x" : ""
            return [
                .init(
                    lines: "", rest: "\(part)s: {other: {external: true\(source)}}",
                    answer: "'external' of \(part) 'other': would be another app's, or the host's"
                        + " (leave 'external' out: each app has its own)"),
                .init(
                    lines: "", rest: "\(part)s: {other: {name: pay_data\(source)}}",
                    answer: "'name' of \(part) 'other': 'pay_data' could be another app's"
                        + " (leave 'name' out: each app has its own)"),
            ]
        } + [
            .init(
                lines: "", rest: "networks: {n: {driver: macvlan}}",
                answer: "'driver' of network 'n': 'macvlan' is no network of the app's own"
                    + " (leave it out: each is an overlay)"),
            .init(
                lines: "", rest: "networks: {n: {driver_opts: {parent: eth0}}}",
                answer: "'driver_opts.parent' of network 'n': is no option that is honoured"
                    + " ('encrypted' is the only one)"),
            .init(
                lines: "", rest: "networks: {n: {ipam: {config: [{subnet: 8.8.8.0/24}]}}}",
                answer: "'ipam.config.subnet' of network 'n': '8.8.8.0/24' \(noSubnet)"),
            .init(
                lines: "", rest: "networks: {n: {ipam: {config: [{subnet: 10.0.0.0/8}]}}}",
                answer: "'ipam.config.subnet' of network 'n': '10.0.0.0/8' \(noSubnet)"),
            .init(
                lines: "", rest: "networks: {n: {ipam: {config: [{subnet: 172.18.0.0/24}]}}}",
                answer: "'ipam.config.subnet' of network 'n': '172.18.0.0/24' \(noSubnet)"),
            .init(
                lines: "", image: "image: 127.0.0.1:5000/pay/web",
                answer: "'image' of service 'web': '127.0.0.1:5000/pay/web' would be another app's image"
                    + " (write 'build', or an image of a public registry)"),
            .init(
                lines: "", image: "image: Registry.internal:5000/pay/web:1",
                answer: "'image' of service 'web': 'Registry.internal:5000/pay/web:1' would be another app's image"
                    + " (write 'build', or an image of a public registry)"),
            .init(
                lines: "", image: "image: 'sha256:3fa9c1'",
                answer: "'image' of service 'web': 'sha256:3fa9c1' is an image's id, whoever's that is"
                    + " (write the image's name)"),
            .init(
                lines: "", image: "image: 'Redis:7 --privileged'",
                answer: "'image' of service 'web': 'Redis:7 --privileged' is no name of an image"
                    + " (such as redis:7 or ghcr.io/owner/name:tag)"),
            .init(
                lines: "labels: {slipway.app: pay}",
                answer: "'labels' of service 'web': label 'slipway.app' is Slipway's own"
                    + " (labels of Slipway's for a service are slipway.domain, slipway.port, slipway.pinned)"),
            .init(
                lines: "deploy: {labels: {com.docker.stack.namespace: pay}}",
                answer: "'deploy.labels' of service 'web': label 'com.docker.stack.namespace' is Docker's own"
                    + " (a label of your own starts with your domain's name backwards)"),
            .init(
                lines: "", rest: "volumes: {v: {labels: {slipway.domain: x}}}",
                answer: "'labels' of volume 'v': label 'slipway.domain' is Slipway's own"),
            .init(
                lines: "environment: {SERVICE_NAME: pay}",
                answer:
                    "'environment.SERVICE_NAME' of service 'web': 'pay' would take another app's name in the catalog"
                    + " (leave 'SERVICE_NAME' out, or write 'web' or a name that starts with 'shop-')"),
            .init(
                lines: "labels: {SERVICE_80_ID: pay-1}",
                answer: "'labels.SERVICE_80_ID' of service 'web': 'pay-1' would take another app's place in the catalog"
                    + " (leave 'SERVICE_80_ID' out, or write an id that starts with 'shop-')"),
            .init(
                lines: "environment: {SERVICE_TAGS: 'a,db'}", rest: "  db: {image: b}",
                answer: "'environment.SERVICE_TAGS' of service 'web': the tag 'db' would answer for another service"
                    + " (leave that tag out)"),
            .init(
                lines: "environment: {PORT: 80}",
                answer: "'environment.PORT' of service 'web': is set by Slipway itself"
                    + " (leave it out; the label slipway.port says where requests go to)"),
            .init(
                lines: "environment: {SLIPWAY_APP: pay}",
                answer: "'environment.SLIPWAY_APP' of service 'web': is set by Slipway itself"),
        ]

    static let builds: [PolicyTests.Attack] = [
        .init(
            lines: "build: {context: ../other}", image: "x-a: b",
            answer: "'build.context' of service 'web': '../other' lies outside of the checkout"
                + " (a folder of the repository)"),
        .init(
            lines: "build: {context: 'https://example.org/x.git'}", image: "x-a: b",
            answer: "'build.context' of service 'web': 'https://example.org/x.git' is not in the checkout"
                + " (add it as a submodule)"),
        .init(
            lines: "build: {context: a, dockerfile: ../../Dockerfile}", image: "x-a: b",
            answer: "'build.dockerfile' of service 'web': '../../Dockerfile' lies outside of the checkout"
                + " (a file of the repository)"),
        .init(
            lines: "build: {context: ., labels: {slipway.app: pay}}", image: "x-a: b",
            answer: "'build.labels' of service 'web': label 'slipway.app' is Slipway's own"),
        .init(
            lines: "build: {context: ., secrets: [{source: other}]}", image: "x-a: b",
            answer: "'build.secrets' of service 'web': the stack has no secret 'other'"),
        .init(
            lines: "build: {context: ., platforms: [linux/riscv64]}", image: "x-a: b",
            answer: "'build.platforms' of service 'web': 'linux/riscv64' is not what the engine runs (leave it out)"),
        .init(
            lines: "build: {context: ., extra_hosts: {h: host-gateway}}", image: "x-a: b",
            answer: "'build.extra_hosts.h' of service 'web': 'host-gateway' would lead to the host"),
    ]
}
