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
}
