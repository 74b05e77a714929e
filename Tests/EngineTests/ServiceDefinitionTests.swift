import Model
import System
import Testing

@testable import Engine

@Suite struct ServiceDefinitionTests {
    private var full: ServiceDefinition {
        var definition = ServiceDefinition(name: "shop_web", image: "127.0.0.1:5000/shop/web@sha256:1")
        definition.labels = ["b": "2", "a": "1"]
        definition.container.environment = ["B": "2", "A": "1"]
        definition.container.command = ["serve"]
        definition.container.stopGracePeriod = 1.5
        definition.container.initProcess = true
        definition.networks = [.init("shop", aliases: ["web"])]
        definition.limits = .init(memory: 1 << 20, processors: 0.5, processes: 64)
        definition.healthcheck = .init(test: ["CMD", "true"], interval: 0.5, retries: 2)
        definition.mounts = [.init(.volume("data"), at: "/data")]
        definition.ports = [.init(published: 8443, target: 443)]
        definition.update = .init(.startFirst)
        return definition
    }

    @Test func theSameDefinitionHasTheSameJSON() throws {
        #expect(try JSON.line(full) == JSON.line(full))
        let read = try JSON.decode(ServiceDefinition.self, from: JSON.line(full).utf8, source: "test")
        #expect(read == full)
        #expect(try JSON.line(read) == JSON.line(full))
    }

    @Test func anotherDefinitionHasAnotherJSON() throws {
        var other = full
        other.container.environment["A"] = "2"
        #expect(try JSON.line(other) != JSON.line(full))
    }

    @Test func theEngineIsToldAllOfIt() throws {
        let expected = """
            {"EndpointSpec":{"Mode":"dnsrr","Ports":[{"Protocol":"tcp","PublishMode":"host","PublishedPort":8443,\
            "TargetPort":443}]},"Labels":{"a":"1","b":"2"},"Mode":{"Replicated":{"Replicas":1}},"Name":"shop_web",\
            "RollbackConfig":{"Delay":0,"FailureAction":"pause","MaxFailureRatio":0,"Monitor":5000000000,\
            "Order":"start-first","Parallelism":1},\
            "TaskTemplate":{"ContainerSpec":{"Args":["serve"],"Env":["A=1","B=2"],"Healthcheck":{"Interval":500000000,\
            "Retries":2,"Test":["CMD","true"]},"Image":"127.0.0.1:5000/shop/web@sha256:1","Init":true,"Labels":{},\
            "Mounts":[{"ReadOnly":false,"Source":"data","Target":"/data","Type":"volume"}],\
            "StopGracePeriod":1500000000},"ForceUpdate":0,"LogDriver":{"Name":"json-file","Options":{"max-file":"3",\
            "max-size":"10m"}},"Networks":[{"Aliases":["web"],"Target":"shop"}],"Resources":{"Limits":{\
            "MemoryBytes":1048576,"NanoCPUs":500000000,"Pids":64}},"RestartPolicy":{"Condition":"any",\
            "Delay":1000000000,"MaxAttempts":0,"Window":0}},"UpdateConfig":{"Delay":0,"FailureAction":"rollback",\
            "MaxFailureRatio":0,"Monitor":5000000000,"Order":"start-first","Parallelism":1}}
            """
        #expect(try JSON.line(full.wire(.oldest)) == expected)
    }

    @Test func aPlainDefinitionSaysOnlyWhatIsNeeded() throws {
        let text = try JSON.line(ServiceDefinition(name: "a", image: "b").wire(.oldest))
        for key in [
            "Command", "Args", "Healthcheck", "Mounts", "Ports", "UpdateConfig", "RollbackConfig", "Init", "TTY",
            "DNSConfig", "Secrets", "Configs", "Reservations", "Placement", "Hosts", "Ulimits", "Env",
        ] {
            #expect(!text.contains("\"\(key)\""), "\(key)")
        }
        #expect(text.contains(#""EndpointSpec":{"Mode":"dnsrr"}"#))
    }

    @Test func onlyAnEngineThatHasAStartIntervalIsTold() throws {
        var definition = full
        definition.healthcheck?.startInterval = 2
        #expect(try JSON.line(definition.wire(.startInterval)).contains("\"StartInterval\":2000000000"))
        #expect(try JSON.line(definition.wire(APIVersion(1, 43))) == JSON.line(full.wire(APIVersion(1, 43))))
    }

    @Test func aNetworkIsAnOverlay() throws {
        let definition = NetworkDefinition(name: "shop", labels: ["a": "1"], subnet: "10.9.0.0/24", encrypted: true)
        #expect(
            try JSON.line(definition.wire) == """
                {"Attachable":true,"CheckDuplicate":false,"Driver":"overlay","IPAM":{"Config":[\
                {"Subnet":"10.9.0.0/24"}]},"Labels":{"a":"1"},"Name":"shop","Options":{"encrypted":""}}
                """)
    }
}
