import Model
import Testing
import YAML

@testable import Stack

@Suite struct ReadingTests {
    let trial = StackTrial()

    @Test func aServiceIsReadIntoCheckedTypes() throws {
        let service = try trial.service(
            """
            entrypoint: [/entry]
            command: [serve, --all]
            environment: {A: "1", B: two, EMPTY: ""}
            working_dir: /srv
            user: "1000:1000"
            group_add: [audio]
            hostname: shop
            init: true
            tty: true
            stdin_open: true
            read_only: true
            stop_signal: SIGINT
            stop_grace_period: 1m30s
            cap_add: [NET_RAW]
            cap_drop: [ALL]
            sysctls: {net.core.somaxconn: 1024}
            ulimits: {nofile: {soft: 1024, hard: 2048}, nproc: 64}
            extra_hosts: {other: 10.1.2.3}
            dns: [9.9.9.9]
            dns_search: [example.org]
            dns_opt: [ndots:2]
            labels: {com.example.role: front}
            """)
        var settings = ContainerSettings()
        settings.entrypoint = ["/entry"]
        settings.command = ["serve", "--all"]
        settings.environment = ["A": "1", "B": "two", "EMPTY": ""]
        settings.directory = "/srv"
        settings.user = "1000:1000"
        settings.groups = ["audio"]
        settings.hostname = "shop"
        settings.initProcess = true
        settings.terminal = true
        settings.openInput = true
        settings.readOnly = true
        settings.stopSignal = "SIGINT"
        settings.stopGracePeriod = 90
        settings.capabilitiesAdded = ["NET_RAW"]
        settings.capabilitiesDropped = ["ALL"]
        settings.sysctls = ["net.core.somaxconn": "1024"]
        settings.ulimits = [
            .init(name: "nofile", soft: 1024, hard: 2048), .init(name: "nproc", soft: 64, hard: 64),
        ]
        settings.hosts = [.init(name: "other", address: "10.1.2.3")]
        settings.nameServers = ["9.9.9.9"]
        settings.searchDomains = ["example.org"]
        settings.nameServerOptions = ["ndots:2"]
        settings.labels = ["com.example.role": "front"]
        #expect(service.container == settings)
        #expect(service.image == "redis:latest")
        #expect(service.networks == [.init("default")])
    }

    @Test func deployIsRead() throws {
        let service = try trial.service(
            """
            deploy:
              mode: replicated
              replicas: 3
              endpoint_mode: dnsrr
              labels: {com.example.tier: gold}
              resources:
                limits: {cpus: "0.5", memory: 64M, pids: 100}
                reservations: {cpus: 0.25, memory: "20971520"}
              restart_policy: {condition: on-failure, delay: 5s, max_attempts: 3, window: 2m}
              placement:
                constraints: [node.labels.disk == ssd, node.role!=manager]
                preferences: [{spread: node.labels.zone}]
                max_replicas_per_node: 2
              update_config: {order: stop-first, parallelism: 2, delay: 1s, monitor: 10s, failure_action: pause}
              rollback_config: {max_failure_ratio: 0.5}
            """)
        #expect(service.replicas == 3)
        #expect(service.labels == ["com.example.tier": "gold"])
        #expect(service.limits == Resources(memory: 64 << 20, processors: 0.5, processes: 100))
        #expect(service.reservations == Resources(memory: 20 << 20, processors: 0.25))
        #expect(service.restart == RestartPolicy(.onFailure, delay: 5, attempts: 3, window: 120))
        #expect(service.placement.constraints == ["node.labels.disk==ssd", "node.role!=manager"])
        #expect(service.placement.spread == ["node.labels.zone"])
        #expect(service.placement.maxPerNode == 2)
        #expect(
            service.update == UpdatePolicy(.stopFirst, failureAction: .pause, monitor: 10, parallelism: 2, delay: 1))
        #expect(service.rollback == UpdatePolicy(failureAction: .pause, maxFailureRatio: 0.5))
    }

    @Test func limitsBesideDeployAreRead() throws {
        let service = try trial.service("mem_limit: 64m\nmem_reservation: 32m\ncpus: 1.5\npids_limit: 10\nscale: 2")
        #expect(service.limits == Resources(memory: 64 << 20, processors: 1.5, processes: 10))
        #expect(service.reservations == Resources(memory: 32 << 20))
        #expect(service.replicas == 2)
    }

    @Test func healthchecksAreRead() throws {
        let service = try trial.service(
            "healthcheck: {test: [CMD, curl, localhost], interval: 5s, timeout: 1s, retries: 2, start_period: 3s}")
        #expect(
            service.healthcheck
                == .command(
                    CommandHealthcheck(
                        test: ["CMD", "curl", "localhost"], interval: 5, timeout: 1, retries: 2, startPeriod: 3)))
        #expect(
            try trial.service("healthcheck: {disable: true}").healthcheck
                == .command(CommandHealthcheck(test: ["NONE"])))
    }

    @Test func mountsAreRead() throws {
        var trial = trial
        trial.allowances = [.bind("/srv/data")]
        let service = try trial.service(
            """
            volumes:
              - {type: volume, source: data, target: /data/, read_only: true, volume: {nocopy: true}}
              - {type: volume, target: /cache}
              - {type: tmpfs, target: /tmp, tmpfs: {size: 1048576, mode: 0700}}
              - {type: bind, source: /srv/./x/../data, target: /host}
            tmpfs: ["/run:size=64m,mode=755"]
            shm_size: "67108864"
            """, and: "volumes: {data: , unused: }")
        #expect(
            service.mounts == [
                StackMount(.volume("data"), at: "/data", readOnly: true, noCopy: true),
                StackMount(.anonymous, at: "/cache"),
                StackMount(.temporary(size: 1 << 20, mode: 0o700), at: "/tmp"),
                StackMount(.bind("/srv/data"), at: "/host"),
                StackMount(.temporary(size: 64 << 20, mode: 0o755), at: "/run"),
                StackMount(.temporary(size: 64 << 20, mode: 0o1777), at: "/dev/shm"),
            ])
    }

    @Test func buildIsRead() throws {
        var trial = trial
        trial.files = ["docker/Web": [1]]
        trial.variables = ["TOKEN": "t"]
        let service = try trial.service(
            """
            build:
              context: ./app
              dockerfile: ../docker/Web
              args: {A: 1, TOKEN: , UNSET: }
              target: prod
              labels: {com.example.x: y}
              no_cache: true
              pull: true
              shm_size: 64m
              extra_hosts: {h: 10.0.0.9}
              secrets: [{source: npm, target: id}]
            """, image: "x-a: b", and: "secrets: {npm: {environment: TOKEN}}")
        var build = ImageBuild(context: "app", dockerfile: "../docker/Web")
        build.arguments = ["A": "1", "TOKEN": "t"]
        build.target = "prod"
        build.labels = ["com.example.x": "y"]
        build.noCache = true
        build.pull = true
        build.sharedMemory = 64 << 20
        build.hosts = [.init(name: "h", address: "10.0.0.9")]
        build.secrets = ["npm": "id"]
        #expect(service.build == build)
        #expect(service.image == nil)
    }

    @Test func secretsAndConfigsAreRead() throws {
        var trial = trial
        trial.files = ["conf/app.ini": [0, 255]]
        trial.variables = ["PASSWORD": "hush"]
        let stack = try trial.read(
            StackTrial.file(
                """
                secrets: [{source: password}, {source: password, target: /etc/p, uid: "5", gid: "6", mode: 0400}]
                configs: [{source: ini, target: /etc/app.ini}, {source: text}]
                """,
                and: """
                    secrets: {password: {environment: PASSWORD}}
                    configs: {ini: {file: ./conf/app.ini}, text: {content: hello}}
                    """))
        let service = try #require(stack[.web])
        #expect(
            service.secrets == [
                FileGrant("password", at: "/run/secrets/password"),
                FileGrant("password", at: "/etc/p", user: "5", group: "6", mode: 0o400),
            ])
        #expect(service.configs == [FileGrant("ini", at: "/etc/app.ini"), FileGrant("text", at: "/text")])
        #expect(stack.secrets == [StackFile(name: "password", content: Sensitive("aHVzaA=="))])
        #expect(stack.configs.map(\.content.exposed) == ["AP8=", "aGVsbG8="])
    }

    @Test func networksAreRead() throws {
        let stack = try trial.read(
            StackTrial.file(
                "networks: {default: , back: {aliases: [front]}}",
                and: """
                    networks:
                      default: {driver: bridge, ipam: {config: [{subnet: 10.220.0.0/24}]}}
                      back: {internal: true, driver: overlay, driver_opts: {encrypted: ""}, labels: {a: b}}
                      unused:
                    """))
        #expect(stack[.web]?.networks == [.init("default"), .init("back", aliases: ["front"])])
        #expect(stack.networks.map(\.name) == ["default", "back"])
        #expect(stack.networks.map(\.subnet) == ["10.220.0.0/24", nil])
        #expect(stack.networks.map(\.isInternal) == [false, true])
        #expect(stack.networks.map(\.isEncrypted) == [false, true])
    }

    /// Through the long form, as files come.
    @Test func shortFormsAreReadThroughTheLongOne() throws {
        let text = """
            version: "3.8"
            services:
              web:
                build: ./app
                ports: ["8080:80", "3000"]
                expose: [9000]
                environment: [A=1, B]
                volumes: ["data:/data:ro", "/cache"]
                depends_on: [db]
                healthcheck: {test: curl -f localhost, interval: 1m30s}
                command: serve "two words"
                networks: [default, back]
                secrets: [password]
                ulimits: {nofile: 1024}
                extra_hosts: ["other:10.1.2.3"]
                mem_limit: 64m
                stop_grace_period: 90s
                deploy: {resources: {limits: {cpus: '0.5', memory: 1g}}}
              db: {image: "redis:7", tmpfs: /run}
            volumes: {data: }
            networks: {back: }
            secrets: {password: {file: ./password}}
            """
        var problems = Problems()
        let root = Canonical.document(try Document(text, source: "compose.yaml").root, &problems)
        try problems.check("compose.yaml")
        var notes: [String] = []
        let stack = try Project(root: root, name: "shop", file: "compose.yaml").stack(
            allowing: [.hostPort(8080)], readFile: { $0 == "password" ? [65] : nil },
            variables: { $0 == "B" ? "2" : nil }, note: { notes.append($0) })
        let web = try #require(stack[.web])
        #expect(web.build == ImageBuild(context: "app"))
        #expect(web.ports == [.init(published: 8080, target: 80)])
        #expect(web.expose == [.init(80), .init(3000), .init(9000)])
        #expect(web.port == 80)
        #expect(web.container.environment == ["A": "1", "B": "2"])
        #expect(web.container.command == ["serve", "two words"])
        #expect(web.container.stopGracePeriod == 90)
        #expect(web.container.ulimits == [.init(name: "nofile", soft: 1024, hard: 1024)])
        #expect(web.container.hosts == [.init(name: "other", address: "10.1.2.3")])
        #expect(
            web.mounts == [
                StackMount(.volume("data"), at: "/data", readOnly: true), StackMount(.anonymous, at: "/cache"),
            ])
        #expect(web.dependencies == [.init(on: try ServiceName("db"))])
        #expect(
            web.healthcheck == .command(CommandHealthcheck(test: ["CMD-SHELL", "curl -f localhost"], interval: 90)))
        #expect(web.networks.map(\.network).sorted() == ["back", "default"])
        #expect(web.secrets == [FileGrant("password", at: "/run/secrets/password")])
        #expect(web.limits == Resources(memory: 1 << 30, processors: 0.5))
        #expect(stack.services.last?.mounts == [StackMount(.temporary(size: nil, mode: nil), at: "/run")])
        #expect(notes.count == 1, "\(notes)")
    }
}
