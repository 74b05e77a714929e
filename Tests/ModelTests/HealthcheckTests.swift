import Model
import System
import Testing

@Suite struct HealthcheckTests {
    @Test func bothKindsSurviveTheirWay() throws {
        var http = HTTPHealthcheck(path: "/health")
        http.match = "OK"
        http.headers = ["Host": "a"]
        for check in [
            Healthcheck.http(http), .http(HTTPHealthcheck(path: "/")),
            .command(.init(test: ["CMD", "true"], interval: 1.5, retries: 2, startInterval: 0.5)),
        ] {
            let line = try JSON.line(check)
            #expect(try JSON.decode(Healthcheck.self, from: line.utf8, source: "test") == check)
        }
        #expect(try JSON.line(Healthcheck.command(.init(test: ["NONE"]))) == #"{"command":{"test":["NONE"]}}"#)
    }

    @Test func aRecordFromBeforeStacksIsOfOneServiceBesideOthers() throws {
        let text = """
            {"engineName":"shop_web_1","image":{"digest":"sha256:\(ValueTests.sha256)","repository":"shop/web"},\
            "port":80,"replicas":1,"service":"web"}
            """
        let service = try JSON.decode(ServiceRelease.self, from: text.utf8, source: "test")
        #expect(service.rollout == .beside && service.definition.isEmpty && service.traits == ImageTraits())
    }

    @Test(arguments: [
        (137, "exit code 137 (SIGKILL)"), (139, "exit code 139 (SIGSEGV)"), (143, "exit code 143 (SIGTERM)"),
        (7, "exit code 7"), (0, "exit code 0"), (128, "exit code 128"), (255, "exit code 255"),
    ]) func anEndHasItsSignalByName(_ code: Int, _ words: String) {
        #expect(Ending(exitCode: code).words == words)
    }

    @Test func anEndSaysWhyWhereItIsKnown() {
        #expect(Ending(exitCode: 137, outOfMemory: true).words == "exit code 137 (SIGKILL), out of memory")
        #expect(
            Ending(exitCode: 137, outOfMemory: true, memoryLimit: 16 << 20).words
                == "exit code 137 (SIGKILL), out of memory: its limit is 16 MiB")
        #expect(
            Ending(exitCode: 137, memoryLimit: 16 << 20).words
                == "exit code 137 (SIGKILL), probably out of memory: its limit is 16 MiB")
        #expect(Ending(exitCode: 1, memoryLimit: 16 << 20).words == "exit code 1")
        #expect(Ending(exitCode: nil, unhealthy: true).words == "exit code unknown, unhealthy")
    }
}
