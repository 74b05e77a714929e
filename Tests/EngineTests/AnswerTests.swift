import Model
import System
import Testing

@testable import Engine

/// How the engine's answers read as our values.
@Suite struct AnswerTests {
    private func decode<Value: Decodable>(_ type: Value.Type, _ text: String) throws -> Value {
        try JSON.decode(type, from: text.utf8, source: "test")
    }

    @Test func eventsAreCutAtLineEnds() throws {
        let line =
            #"{"Type":"container","Action":"die","Actor":{"ID":"a1","Attributes":{"exitCode":"7"}},"timeNano":5}"#
        let bytes = Array((line + "\n" + line + "\n").utf8)
        var reader = EventReader()
        var events: [Event] = []
        for byte in bytes { events += try reader.events(adding: [byte]) }
        let event = Event(
            type: "container", action: "die", actorID: "a1", attributes: ["exitCode": "7"],
            time: EngineTime(nanoseconds: 5))
        #expect(events == [event, event])
    }

    @Test(arguments: [
        ("Up 5 seconds", Health.none), ("Up 5 minutes (healthy)", .healthy), ("Up 1 second (unhealthy)", .unhealthy),
        ("Up Less than a second (health: starting)", .starting), ("Exited (0) 2 seconds ago", .none),
    ])
    func healthIsReadFromAList(status: String, health: Health) { #expect(Health(shown: status) == health) }

    @Test func tcpAndUDPPortsAreToldApart() throws {
        let facts = try decode(
            ImageFacts.self,
            #"""
            {"Id":"sha256:1","RepoTags":null,"Size":3,"Config":{"ExposedPorts":{"8080/tcp":{},"53/udp":{},"80/tcp":{}},
            "Volumes":{"/data":{}},"Healthcheck":{"Test":["NONE"]},"Labels":null}}
            """#)
        #expect(facts.image.ports == [80, 8080])
        #expect(facts.image.volumes == ["/data"])
        #expect(facts.image.udpPorts == [53])
        #expect(facts.image.healthcheck == nil)
    }

    @Test func anErrorInAPushIsAFailure() throws {
        let plain = try decode(
            TransferLine.self, #"{"errorDetail":{"message":"no basic auth"},"error":"no basic auth"}"#)
        #expect(plain.failure(attempt: "push 'a'") == Failure(.unavailable, "cannot push 'a': no basic auth"))
        let coded = try decode(TransferLine.self, #"{"errorDetail":{"code":401,"message":"who are you"},"error":"x"}"#)
        #expect(coded.failure(attempt: "push 'a'")?.code == .notPermitted)
        let fine = try decode(
            TransferLine.self, #"{"status":"Pushing","progressDetail":{"current":1,"total":2},"id":"ab"}"#)
        #expect(fine.failure(attempt: "push") == nil)
        #expect(fine.progress == TransferProgress(layer: "ab", status: "Pushing", current: 1, total: 2))
    }

    @Test(arguments: [
        (400, Failure.Code.badData), (401, .notPermitted), (403, .notPermitted), (404, .notFound), (409, .temporary),
        (500, .unavailable), (503, .unavailable),
    ])
    func aRefusalKeepsTheEnginesWords(status: Int, code: Failure.Code) {
        let failure = Failure.engine(
            status: status, body: Array(#"{"message":"name conflicts\nwith b"}"#.utf8), attempt: "make service 'a'")
        #expect(failure == Failure(code, "cannot make service 'a': name conflicts", detail: ["with b"]))
    }

    @Test func aRefusalWithoutWordsNamesItsStatus() {
        let failure = Failure.engine(status: 502, body: Array("<html>".utf8), attempt: "list tasks")
        #expect(failure.message == "cannot list tasks: it answered with status 502")
    }

    @Test func aUnitReadsItsLabels() throws {
        let facts = try decode(
            ContainerListFacts.self,
            #"""
            {"Id":"c1","Names":["/shop_web.1.t1"],"Image":"i","ImageID":"sha256:1","Created":9,"State":"running",
            "Status":"Up 1 second (healthy)","Labels":{"slipway.app":"shop","slipway.service":"web",
            "slipway.release":"3","slipway.port":"8080","com.docker.swarm.task.id":"t1",
            "com.docker.swarm.service.name":"shop_web"},
            "NetworkSettings":{"Networks":{"shop":{"IPAddress":"10.0.1.5"},"other":{"IPAddress":""}}}}
            """#)
        let unit = try #require(Unit(facts.summary, bridgeAddress: "172.18.0.3"))
        #expect(unit.app.rawValue == "shop" && unit.service == .web && unit.release == ReleaseNumber(3))
        #expect(unit.port == 8080 && unit.taskID == "t1" && unit.engineName == "shop_web")
        #expect(unit.health == .healthy && unit.addresses == ["shop": "10.0.1.5"])
        #expect(unit.name == "shop_web.1.t1" && unit.bridgeAddress == "172.18.0.3")
    }

    @Test func aTaskThatRunsHasNoExitCode() throws {
        func task(_ state: String) throws -> SwarmTask {
            try decode(
                TaskFacts.self,
                #"""
                {"ID":"t","ServiceID":"s","Slot":1,"DesiredState":"running","Spec":{},"Status":{"State":"\#(state)",
                "ContainerStatus":{"ContainerID":"c","ExitCode":0}}}
                """#
            ).task
        }
        #expect(try task("running").exitCode == nil)
        #expect(try task("complete").exitCode == 0)
        #expect(try task("sideways").state == .unknown)
    }

    @Test func addressesOfTheBridgeHaveNoPrefix() throws {
        let facts = try decode(
            NetworkFacts.self,
            #"{"Id":"n","Name":"docker_gwbridge","Driver":"bridge","Scope":"local","Containers":{"c1":{"IPv4Address":"172.18.0.3/16"}}}"#
        )
        #expect(facts.addresses == ["c1": "172.18.0.3"])
    }
}
