import Glibc
import Model
import System
import Testing

@testable import Engine

/// Against a real engine: what a unit sees of its definition.
@Suite(.serialized, .enabled(if: RealEngine.isThere)) struct ContainerGatewayTests {
    @Test func aUnitRunsAsItsDefinitionSays() throws {
        let real = try RealEngine()
        try real.withNetwork {
            var definition = real.definition(
                "job",
                script: """
                    echo "$A-$B"; pwd; id -u; id -G; hostname; ulimit -n; cat /proc/sys/net/core/somaxconn
                    grep db.example /etc/hosts; grep -E '^(search|options)' /etc/resolv.conf
                    touch /x 2>/dev/null && echo written; touch /tmp/x && echo kept; df -k /tmp | tail -1 | awk '{print $2}'
                    stat -c %a /tmp; grep -E 'Cap(Bnd)' /proc/self/status | awk '{print $2}'; cat /proc/1/comm
                    cat /host/hostname >/dev/null && echo bound
                    """)
            definition.container.environment = ["A": "1", "B": "two words"]
            definition.container.directory = "/etc"
            definition.container.user = "65534"
            definition.container.groups = ["27"]
            definition.container.hostname = "chosen"
            definition.container.readOnly = true
            definition.container.capabilitiesDropped = ["ALL"]
            definition.container.capabilitiesAdded = ["NET_BIND_SERVICE"]
            definition.container.sysctls = ["net.core.somaxconn": "321"]
            definition.container.ulimits = [.init(name: "nofile", soft: 111, hard: 222)]
            definition.container.hosts = [.init(name: "db.example", address: "10.9.8.7")]
            definition.container.searchDomains = ["example.org"]
            definition.container.nameServerOptions = ["ndots:3"]
            definition.container.initProcess = false
            definition.mounts = [
                .init(.temporary(size: 1 << 20, mode: 0o1777), at: "/tmp"),
                .init(.bind("/etc"), at: "/host", readOnly: true),
            ]
            definition.limits = Resources(memory: 64 << 20, processors: 0.5, processes: 50)
            definition.reservations = Resources(memory: 4 << 20, processors: 0.01)
            definition.placement.constraints = ["node.role==manager"]
            definition.placement.spread = ["node.labels.zone"]
            definition.placement.maxPerNode = 3
            definition.restart = .init(.none)
            let lines = try real.output(of: definition)
            #expect(
                lines.map { $0.split(whereSeparator: \.isWhitespace).joined(separator: " ") } == [
                    "1-two words", "/etc", "65534", "65534 27", "chosen", "111", "321", "10.9.8.7 db.example",
                    "search example.org", "options ndots:3", "kept", "1024", "1777", "0000000000000400", "sh",
                    "bound",
                ])
        }
    }

    /// The engine takes an empty list for 'as the image has it'.
    @Test func anEmptyEntrypointIsNone() throws {
        let real = try RealEngine()
        let image = "\(real.app):latest"
        try real.build(image, "ENTRYPOINT [\"/there-is-none\"]", "CMD [\"neither\"]")
        defer { _ = try? real.engine.removeImage(image) }
        let facts = try #require(try real.engine.image(image))
        #expect(facts.entrypoint == ["/there-is-none"] && facts.command == ["neither"])
        try real.withNetwork {
            var definition = real.definition("job", script: "")
            definition.image = image
            definition.container.entrypoint = []
            definition.container.command = ["echo", "here"]
            definition.restart = .init(.none)
            let lines = try real.output(of: definition)
            #expect(lines == ["here"])
        }
    }

    @Test func aStopSignalReachesTheUnit() throws {
        let real = try RealEngine()
        try real.withNetwork {
            var definition = real.definition(
                "web", script: "trap 'echo asked; exit 3' INT; echo up; while :; do sleep 0.1; done")
            definition.container.stopSignal = "SIGINT"
            definition.container.stopGracePeriod = 20
            definition.container.initProcess = false
            try real.engine.createService(definition)
            let task = try real.task(definition.name) { $0.state == .running }
            #expect(task.runningSince != nil)
            let id = try #require(task.containerID)
            try real.engine.updateService(
                definition.name, version: #require(try real.engine.service(named: definition.name)).version,
                {
                    var stopped = definition
                    stopped.replicas = 0
                    return stopped
                }())
            let status: Int? = try poll(for: 20) {
                let state = try real.engine.container(id)?.state
                return state?.status == "exited" ? state?.exitCode : nil
            }
            #expect(status == 3)
        }
    }
}
