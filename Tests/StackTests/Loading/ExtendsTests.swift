import Model
import Testing
import YAML

@testable import Stack

@Suite struct ExtendsTests {
    @Test func aServiceHasWhatItExtends() throws {
        let project = try Project([
            "compose.yaml": """
            services:
              base: {image: x, user: a, environment: {A: 1, B: 1}}
              web: {extends: {service: base}, user: b, environment: {B: 2}}
            """
        ])
        #expect(project.value("services", "web") == "{environment: {A: 1, B: 2}, image: x, user: b}")
        #expect(project.value("services", "base", "user") == "a")
        #expect(project.root["services"]?["web"]?["image"]?.mark.line == 2)
    }

    @Test func anotherFilesServiceBringsItsPathsAndChains() throws {
        let project = try Project([
            "compose.yaml": "services: {web: {extends: {service: mid, file: lib/a.yaml}}}",
            "lib/a.yaml": "services: {mid: {extends: {service: low, file: ./b.yaml}, user: mid}}",
            "lib/b.yaml": "services: {low: {build: {context: ./ctx}, user: low}}",
        ])
        #expect(project.value("services", "web") == "{build: {context: lib/ctx}, user: mid}")
    }

    @Test func resetAppliesToWhatIsExtended() throws {
        let project = try Project([
            "compose.yaml": """
            services:
              base: {image: x, environment: {A: 1}, labels: {A: 1}}
              web: {extends: {service: base}, environment: !reset {}, labels: !override {B: 1}}
            """
        ])
        #expect(project.value("services", "web") == "{image: x, labels: {B: 1}}")
    }

    @Test func cyclesAreSaidOnce() {
        let said = problems {
            _ = try Project([
                "compose.yaml": """
                services:
                  a: {extends: {service: b}, image: x}
                  b: {extends: {service: c}, image: x}
                  c: {extends: {service: a}, image: x}
                """
            ])
        }
        #expect(said == ["compose.yaml:2:16: service 'a' extends itself: a → b → c → a"])
    }

    @Test func aCycleOverFilesIsOneToo() {
        let said = problems {
            _ = try Project([
                "compose.yaml": "services: {a: {extends: {service: a, file: b.yaml}, image: x}}",
                "b.yaml": "services: {a: {extends: {service: a, file: compose.yaml}, image: x}}",
            ])
        }
        #expect(said.count == 1 && said[0].contains("extends itself: a → a → a"))
    }

    @Test func whatIsntThereIsSaidWithTheNearest() {
        let said = problems {
            _ = try Project([
                "compose.yaml": """
                services:
                  base: {image: x}
                  a: {image: x, extends: {service: bse}}
                  b: {image: x, extends: {service: a, file: no.yaml}}
                """
            ])
        }
        #expect(
            said == [
                "compose.yaml:3:36: no service 'bse' to extend in compose.yaml (did you mean 'base'?)",
                "compose.yaml:4:45: there is no file 'no.yaml'",
            ])
    }

    @Test(arguments: [true, false])
    func longChainsEnd(_ fromTheTop: Bool) {
        let services =
            (0..<900).map { "  s\($0): {extends: {service: s\($0 + 1)}, image: x}\n" } + ["  s900: {image: x}\n"]
        let text = "services:\n" + (fromTheTop ? services : services.reversed()).joined()
        let said = problems { _ = try Project(["compose.yaml": text]) }
        #expect(said.count == 1 && said[0].contains("more than 50 services extend each other in a row"))
    }

    /// Each doubles what it extends: the work is counted, not the file's size.
    @Test func manyCopiesOfMuchEnd() {
        let keys = (0..<2000).map { "K\($0): v" }.joined(separator: ", ")
        let services = (0..<900).map { "  s\($0): {extends: {service: base}}\n" }.joined()
        let said = problems {
            _ = try Project(["compose.yaml": "services:\n  base: {image: x, environment: {\(keys)}}\n\(services)"])
        }
        #expect(said.count == 1 && said[0].contains("its services come to more than 500000 values"))
    }

    @Test(arguments: ["links: [db]", "volumes_from: [db]", "net: 'container:db'"])
    func figServicesOnOthersAreNotExtended(_ key: String) {
        let text = "db: {image: y}\nbase: {image: x, \(key)}\nweb: {extends: {service: base}}\n"
        let said = problems { _ = try Project(["fig.yml": text]) }
        let name = key.prefix { $0 != ":" }
        #expect(said == ["fig.yml:3:16: service 'base' can't be extended: it has '\(name)'"])
    }
}
