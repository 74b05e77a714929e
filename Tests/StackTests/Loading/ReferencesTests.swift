import Model
import Testing
import YAML

@testable import Stack

@Suite struct ReferencesTests {
    private func said(_ web: String, _ rest: String = "") -> [String] {
        let text = "services:\n  web: {image: x, \(web)}\n  redis: {image: y}\n\(rest)"
        return problems { _ = try Project(["compose.yaml": text]) }.map { String($0.drop { $0 != " " }.dropFirst()) }
    }

    @Test(arguments: [
        ("depends_on: {redsi: {condition: service_started}}", "depends_on", "redsi"),
        ("links: ['rediss:db']", "links", "rediss"), ("volumes_from: ['reds:ro']", "volumes_from", "reds"),
        ("network_mode: 'service:rdis'", "network_mode", "rdis"),
    ])
    func unknownServicesAreSaidWithTheNearest(_ web: String, _ key: String, _ name: String) {
        #expect(said(web) == ["\(key) names an unknown service '\(name)' (did you mean 'redis'?)"])
    }

    @Test(arguments: [
        ("networks: {frnt: null}", "networks: {front: {}}", "network 'frnt' (did you mean 'front'?)"),
        (
            "volumes: [{type: volume, source: dta, target: /d}]", "volumes: {data: {}}",
            "volume 'dta' (did you mean 'data'?)"
        ),
        ("secrets: [{source: kye}]", "secrets: {key: {file: k}}", "secret 'kye' (did you mean 'key'?)"),
        ("configs: [{source: c}]", "", "config 'c' (say it at the file's end: configs: …)"),
    ])
    func unknownResourcesAreSaidWithTheNearest(_ web: String, _ rest: String, _ message: String) {
        #expect(said(web, rest) == ["unknown \(message)"])
    }

    @Test func theDefaultNetworkNeedsNoWord() {
        #expect(said("networks: {default: null}").isEmpty)
    }

    @Test func cyclesAreSaidWithTheirWay() {
        let text = """
            services:
              a: {image: x, links: [b]}
              b: {image: x, depends_on: {c: {condition: service_started}}}
              c: {image: x, volumes_from: ['a:ro']}
            """
        #expect(
            problems { _ = try Project(["compose.yaml": text]) }
                == ["compose.yaml:2:25: services need each other: a → b → c → a"])
    }

    @Test func whatNeedsItselfIsACycle() {
        #expect(said("links: [web]") == ["services need each other: web → web"])
    }

    @Test func allProblemsAreSaidAtOnce() {
        #expect(said("links: [a, b], networks: {c: null}").count == 3)
    }
}
