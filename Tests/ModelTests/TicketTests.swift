import Model
import System
import Testing

@Suite struct TicketTests {
    /// The keys of docs/pipeline.md, in the order in which they are written.
    static let whole = """
        {"app":"shop","commit":"\(ValueTests.sha1)","outcome":"live","ref":"refs/heads/main","release":2,\
        "seconds":{"builder":0.25},"services":[{"address":"9f86d081884c7d659a2feaa0c55ad015","cached":false,\
        "image":{"digest":"sha256:\(ValueTests.sha256)",\
        "repository":"shop/web"},"imageID":"sha256:91eb","replicas":1,"service":"web","traits":{"ports":[8080],"volumes":[]}}],\
        "stack":{"configs":[],"networks":[],"secrets":[],"services":[],"volumes":[]},"ticket":1,\
        "tree":"\(ValueTests.sha1)","url":"http://shop.localhost:8080"}
        """

    @Test func aTicketSurvivesItsWay() throws {
        let ticket = try JSON.decode(Ticket.self, from: Self.whole.utf8, source: "test")
        #expect(ticket.release == ReleaseNumber(2))
        #expect(ticket.services.first?.image?.repository == "shop/web")
        #expect(ticket.outcome == .live)
        #expect(try JSON.line(ticket) == Self.whole)
    }

    @Test func anEmptyTicketHasItsVersionAndNothingElse() throws {
        #expect(try JSON.line(Ticket()) == #"{"seconds":{},"services":[],"ticket":1}"#)
    }

    @Test func whatIsAbsentStaysAbsent() throws {
        var ticket = Ticket()
        ticket.skip = "no branch that deploys"
        ticket.app = try AppName("shop")
        let line = try JSON.line(ticket)
        #expect(line == #"{"app":"shop","seconds":{},"services":[],"skip":"no branch that deploys","ticket":1}"#)
        #expect(try JSON.decode(Ticket.self, from: line.utf8, source: "test") == ticket)
    }

    @Test func aTicketIsOneLineWhateverItHolds() throws {
        var ticket = Ticket()
        ticket.skip = "a\nb\r\n\u{2028}"
        let line = try JSON.line(ticket)
        #expect(!line.utf8.contains(10) && !line.utf8.contains(13))
        #expect(try JSON.decode(Ticket.self, from: line.utf8, source: "test") == ticket)
    }

    @Test(arguments: [
        ("{", "not JSON"), ("[]", "not of type"), ("{}", "lacks 'ticket'"), (#"{"ticket":"1"}"#, "not of type"),
        (#"{"ticket":1,"services":[],"seconds":{},"app":"../etc"}"#, "app name '../etc'"),
        (#"{"ticket":1,"services":[{"service":"web"}],"seconds":{}}"#, "lacks 'replicas'"),
    ])
    func whatIsWrongWithATicketIsSaid(text: String, words: String) {
        let failure = #expect(throws: Failure.self) { try JSON.decode(Ticket.self, from: text.utf8, source: "stage") }
        #expect(failure?.message.contains(words) == true, "\(failure?.message ?? "")")
        #expect(failure?.code == .badData)
    }
}
