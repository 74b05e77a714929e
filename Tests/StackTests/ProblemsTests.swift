import Model
import Testing

@testable import Stack

@Suite struct ProblemsTests {
    @Test func oneIsThrownAsItIs() {
        var problems = Problems()
        problems.add(Failure(.badData, "fig.yml:1:1: unknown key 'imge'", hint: "did you mean 'image'?"))
        #expect(throws: Failure(.badData, "fig.yml:1:1: unknown key 'imge'", hint: "did you mean 'image'?")) {
            try problems.check("fig.yml")
        }
    }

    @Test func severalAreSaidAtOnce() {
        var problems = Problems()
        problems.add(Failure(.badData, "fig.yml:1:1: a", hint: "b"))
        problems.add(Failure(.badData, "fig.yml:2:1: c"))
        #expect(
            throws: Failure(
                .badData, "fig.yml has 2 problems", detail: ["fig.yml:1:1: a (b)", "fig.yml:2:1: c"])
        ) { try problems.check("fig.yml") }
    }

    @Test func whatTwoStepsFoundIsSaidInTheOrderOfTheFileAndOnce() throws {
        var loading = Problems()
        loading.add(Failure(.badData, "fig.yml:9:3: unknown service 'db'"))
        loading.add(Failure(.badData, "fig.yml:2:5: unknown key 'imge'"))
        loading.add(Failure(.badData, "fig.yml:2:5: unknown key 'imge'"))
        var reading = Problems()
        reading.add(Failure(.badData, "fig.yml:4:1: refused"))
        reading.add(Failure(.badData, "fig.yml:4:1: refused for another reason"))
        reading.add(Failure(.badData, "fig.yml:9:3: there is no service 'db'"))
        #expect(
            loading.joined(with: reading).failures.map(\.message) == [
                "fig.yml:2:5: unknown key 'imge'", "fig.yml:4:1: refused",
                "fig.yml:4:1: refused for another reason", "fig.yml:9:3: unknown service 'db'",
            ])
    }
}
