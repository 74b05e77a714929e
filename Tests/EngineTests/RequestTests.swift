import Testing

@testable import Engine

@Suite struct RequestTests {
    @Test func aQueryIsEscaped() throws {
        let query = try Request.filters(["label": ["slipway.app=a b&c"]])
        let request = Request(.get, "/services", query: query, to: "list")
        #expect(request.target == "/services?filters=%7B%22label%22%3A%5B%22slipway.app%3Da%20b%26c%22%5D%7D")
    }

    @Test func emptyFiltersAreLeftOut() throws {
        let query = try Request.filters(["label": []])
        #expect(Request(.get, "/services", query: query, to: "list").target == "/services")
    }

    @Test func aReferenceKeepsItsShapeInAPath() {
        #expect(Request.escaped(reference: "127.0.0.1:5000/a/web@sha256:00") == "127.0.0.1:5000/a/web@sha256:00")
        #expect(Request.escaped(reference: "a?b#c d") == "a%3Fb%23c%20d")
    }

    @Test func aNameCannotLeaveItsPlaceInAPath() { #expect(Request.escaped("../x/y") == "..%2Fx%2Fy") }
}
