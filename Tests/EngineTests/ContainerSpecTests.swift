import Model
import System
import Testing

@testable import Engine

/// What the parts of a definition are on the wire: Docker Engine API v1.41.
@Suite struct ContainerSpecTests {
    private func json(_ change: (inout ServiceDefinition) -> Void) throws -> String {
        var definition = ServiceDefinition(name: "a", image: "b")
        change(&definition)
        return try JSON.line(definition.wire(.oldest))
    }

    @Test func eachSettingHasItsPlace() throws {
        let text = try json { definition in
            definition.container.entrypoint = ["/serve"]
            definition.container.directory = "/srv"
            definition.container.user = "www:www"
            definition.container.groups = ["27"]
            definition.container.hostname = "h"
            definition.container.terminal = true
            definition.container.openInput = true
            definition.container.readOnly = true
            definition.container.stopSignal = "SIGINT"
            definition.container.capabilitiesAdded = ["NET_ADMIN"]
            definition.container.capabilitiesDropped = ["ALL"]
            definition.container.sysctls = ["net.core.somaxconn": "1024"]
            definition.container.ulimits = [.init(name: "nofile", soft: 1024, hard: -1)]
            definition.container.hosts = [.init(name: "db.example", address: "10.0.0.7")]
            definition.container.nameServers = ["10.0.0.53"]
            definition.container.nameServerOptions = ["ndots:2"]
            definition.container.searchDomains = ["example"]
            definition.container.labels = ["l": "1"]
        }
        for member in [
            #""Command":["/serve"]"#, #""Dir":"/srv""#, #""User":"www:www""#, #""Groups":["27"]"#, #""Hostname":"h""#,
            #""TTY":true"#, #""OpenStdin":true"#, #""ReadOnly":true"#, #""StopSignal":"SIGINT""#,
            #""CapabilityAdd":["NET_ADMIN"]"#, #""CapabilityDrop":["ALL"]"#,
            #""Sysctls":{"net.core.somaxconn":"1024"}"#, #""Ulimits":[{"Hard":-1,"Name":"nofile","Soft":1024}]"#,
            #""Hosts":["10.0.0.7 db.example"]"#,
            #""DNSConfig":{"Nameservers":["10.0.0.53"],"Options":["ndots:2"],"Search":["example"]}"#,
            #""Labels":{"l":"1"}"#,
        ] {
            #expect(text.contains(member), "\(member)")
        }
    }

    @Test func eachKindOfMountHasItsOptions() throws {
        let text = try json { definition in
            definition.mounts = [
                .init(.volume("v", labels: ["l": "1"], noCopy: true), at: "/v", readOnly: true),
                .init(.bind("/srv"), at: "/b"), .init(.temporary(size: 4096, mode: 0o1777), at: "/t"),
                .init(.temporary(), at: "/u"),
            ]
        }
        #expect(
            text.contains(
                #"""
                "Mounts":[{"ReadOnly":true,"Source":"v","Target":"/v","Type":"volume","VolumeOptions":\#
                {"Labels":{"l":"1"},"NoCopy":true}},\#
                {"ReadOnly":false,"Source":"/srv","Target":"/b","Type":"bind"},\#
                {"ReadOnly":false,"Target":"/t","TmpfsOptions":{"Mode":1023,"SizeBytes":4096},"Type":"tmpfs"},\#
                {"ReadOnly":false,"Target":"/u","Type":"tmpfs"}]
                """#))
    }

    @Test func secretsAndConfigsAreNamedTwice() throws {
        let text = try json { definition in
            definition.secrets = [.init(id: "i1", name: "n1", at: "key", user: "33", group: "34", mode: 0o400)]
            definition.configs = [.init(id: "i2", name: "n2", at: "/etc/x")]
        }
        #expect(
            text.contains(
                #"""
                "Secrets":[{"File":{"GID":"34","Mode":256,"Name":"key","UID":"33"},"SecretID":"i1","SecretName":"n1"}]
                """#))
        #expect(
            text.contains(
                #"""
                "Configs":[{"ConfigID":"i2","ConfigName":"n2","File":{"GID":"0","Mode":292,"Name":"/etc/x","UID":"0"}}]
                """#))
    }

    @Test func placementAndReservationsGoToTheScheduler() throws {
        let text = try json { definition in
            definition.placement.constraints = ["node.role==worker"]
            definition.placement.spread = ["node.labels.zone"]
            definition.placement.maxPerNode = 2
            definition.reservations = Resources(memory: 4096, processors: 0.1, processes: 9)
        }
        #expect(
            text.contains(
                #"""
                "Placement":{"Constraints":["node.role==worker"],"MaxReplicas":2,"Preferences":\#
                [{"Spread":{"SpreadDescriptor":"node.labels.zone"}}]}
                """#))
        #expect(text.contains(#""Reservations":{"MemoryBytes":4096,"NanoCPUs":100000000}"#))
    }

    @Test func aRollbackHasAPolicyOfItsOwnAndNeverGoesBackItself() throws {
        let text = try json { definition in
            definition.update = UpdatePolicy(.startFirst, delay: 2, maxFailureRatio: 0.25)
            definition.rollback = UpdatePolicy(.stopFirst, parallelism: 0)
        }
        #expect(text.contains(#""FailureAction":"rollback","MaxFailureRatio":0.25,"#))
        #expect(
            text.contains(
                #"""
                "RollbackConfig":{"Delay":0,"FailureAction":"pause","MaxFailureRatio":0,"Monitor":5000000000,\#
                "Order":"stop-first","Parallelism":0}
                """#))
    }

    @Test func aFractionComesBackAsItWent() throws {
        let spec = try JSON.decode(Wire.self, from: #"{"A":0.25,"B":3}"#.utf8, source: "test")
        #expect(try JSON.line(spec) == #"{"A":0.25,"B":3}"#)
    }
}
