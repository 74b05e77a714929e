import Model
import Testing

@testable import Stack

/// Which service requests go to, and to which of its ports.
@Suite struct RoutedServiceTests {
    let trial = StackTrial()

    private func routed(_ services: String) throws -> ServiceName? { try trial.read("services:\n\(services)").routed }

    @Test func aLabelSaysWhich() throws {
        let stack = try trial.read(
            """
            services:
              web: {image: a}
              front:
                image: b
                labels: {slipway.domain: "Shop.example.org, www.example.org", slipway.port: "8080"}
            """)
        #expect(stack.routed?.rawValue == "front")
        let front = try #require(stack.services.last)
        #expect(front.domains.map(\.rawValue) == ["shop.example.org", "www.example.org"])
        #expect(front.port == 8080)
        #expect(front.container.labels.isEmpty)
    }

    @Test func anEmptyLabelIsTheAppsOwnDomain() throws {
        #expect(try routed("  a: {image: a}\n  b: {image: b, deploy: {labels: {slipway.domain: ''}}}")?.rawValue == "b")
    }

    @Test func elseWebElseTheOnlyOneWithPortsElseTheOnlyOne() throws {
        #expect(try routed("  a: {image: a, expose: ['80']}\n  web: {image: b}")?.rawValue == "web")
        #expect(try routed("  a: {image: a}\n  b: {image: b, expose: ['80']}")?.rawValue == "b")
        #expect(try routed("  a: {image: a}")?.rawValue == "a")
    }

    @Test func portsAreForTheWorldAndExposeForTheNeighbours() throws {
        let files = "  db: {image: b, expose: ['3306']}\n  blog: {image: b, ports: [{target: 80}]}"
        #expect(try routed(files)?.rawValue == "blog")
    }

    @Test func aPortThatIsRefusedIsNoSecondProblem() {
        let files = "  db: {image: b, expose: ['3306']}\n  blog: {image: b, ports: [{target: 80, published: '80'}]}"
        #expect(trial.problems("services:\n\(files)").count == 1)
    }

    @Test func aStackWithoutAServiceIsNone() {
        #expect(trial.problems("services: {}").first?.contains("has no service that runs") == true)
    }

    @Test func elseTheCandidatesAreListed() {
        let hint = "give one of them the label slipway.domain, with a domain or with \"\", or call it web"
        #expect(
            trial.problems("services:\n  a: {image: a, expose: ['1']}\n  b: {image: b, expose: ['2']}\n  c: {image: c}")
                == [
                    "which service do requests go to? candidates are a, b (\(hint))"
                ])
    }

    @Test func twoLabelsAreOneTooMany() {
        let label = "labels: {slipway.domain: a.example.org}"
        #expect(
            trial.problems("services:\n  a: {image: a, \(label)}\n  b: {image: b, \(label)}") == [
                "'labels.slipway.domain' of service 'b': stands on a, b; one service is the most"
            ])
    }

    @Test func itsPortIsTheLabelsElseTheFirst() throws {
        #expect(try trial.service("ports: [{target: 3000}]\nexpose: ['80']").port == 3000)
        #expect(try trial.service("expose: [53/udp, '80']").port == 80)
        #expect(try trial.service("labels: {slipway.port: 9000}\nexpose: ['80']").port == 9000)
        #expect(try trial.service("").port == nil)
    }

    @Test func aPortForAServiceThatIsNotRoutedIsNone() {
        #expect(
            trial.problems("services:\n  web: {image: a}\n  b: {image: b, labels: {slipway.port: 1}}") == [
                "service 'b': has the label slipway.port, but requests go to service 'web'"
            ])
    }

    @Test func itNeedsANetworkThatLeadsOutside() {
        #expect(
            trial.problems(ofService: "networks: {back: }", and: "networks: {back: {internal: true}}") == [
                "service 'web': requests go to it, but it has only internal networks, which nothing outside reaches"
                    + " (add the network 'default')"
            ])
        #expect(
            trial.problems(ofService: "networks: {back: , default: }", and: "networks: {back: {internal: true}}")
                .isEmpty)
    }

    @Test func aBarePortIsExposedAndNotPublished() throws {
        let service = try trial.service("ports: [{target: 80, protocol: tcp, mode: ingress}]\nexpose: [7000-7001]")
        #expect(service.ports.isEmpty)
        #expect(service.expose == [.init(80), .init(7000), .init(7001)])
    }

    @Test func aLeaveLetsAPortOfTheHostThrough() throws {
        var trial = trial
        trial.allowances = [.hostPort(5432), .hostPort(5433)]
        let service = try trial.service("ports: [{target: 80-81, published: 5432-5433, host_ip: 0.0.0.0}]")
        #expect(service.ports == [.init(published: 5432, target: 80), .init(published: 5433, target: 81)])
    }
}
