import Model
import Store
import System
import TestSupport
import Testing

/// The contract of docs/pipeline.md, kept by the executables themselves.
@Suite struct StageTests {
    static let stages = ["builder", "pusher", "runner"]
    private let temporary: TemporaryFolder
    private let folder: Folder

    init() throws {
        temporary = try TemporaryFolder()
        folder = Folder(temporary.path)
    }

    private func run(
        _ words: [String], _ input: String, environment added: [String: String] = [:]
    ) throws -> Command.Outcome {
        var environment = BuiltPrograms.environment.merging(added) { $1 }
        environment["SLIPWAY_DATA"] = folder.root
        return try Command(words, environment: environment, input: Array(input.utf8), limit: 60, kept: 32 << 20).run()
    }

    private func line(skip: String? = nil, version: Int = 1) -> String {
        let skip = skip.map { #","skip":"\#($0)""# } ?? ""
        return #"{"ticket":\#(version),"app":"shop","services":[],"seconds":{"receiver":0.5}\#(skip)}"#
    }

    @Test(arguments: stages) func aTicketWithSkipPassesUnchanged(stage: String) throws {
        let outcome = try run([stage], line(skip: "no branch that deploys") + "\n")
        #expect(outcome.status == 0)
        #expect(outcome.error.isEmpty)
        let ticket = try JSON.decode(Ticket.self, from: outcome.output.utf8, source: "output")
        #expect(try ticket == JSON.decode(Ticket.self, from: line(skip: "no branch that deploys").utf8, source: "in"))
        #expect(outcome.output.utf8.filter { $0 == 10 }.count == 1)
    }

    @Test func aStageAddsItsSecondsAndPassesEveryTicket() throws {
        // At the gate, where there is no release, the pusher has nothing to push.
        let outcome = try run(["pusher"], line() + "\n" + line(skip: "x") + "\n" + line())
        #expect(outcome.status == 0)
        let tickets = try outcome.output.split(separator: "\n").map {
            try JSON.decode(Ticket.self, from: $0.utf8, source: "output")
        }
        #expect(tickets.map(\.skip) == [nil, "x", nil])
        #expect(tickets[0].seconds["receiver"] == 0.5)
        #expect(tickets[0].seconds["pusher"] != nil)
        #expect(tickets[1].seconds["pusher"] == nil)
    }

    @Test(arguments: ["builder", "pusher"]) func noTicketEndsWithStatusOneAndNoWord(stage: String) throws {
        let outcome = try run([stage], "")
        #expect(outcome.status == 1)
        #expect(outcome.output.isEmpty)
        #expect(outcome.error.isEmpty)
    }

    @Test(arguments: stages) func anotherVersionIsRefused(stage: String) throws {
        let outcome = try run([stage], line(version: 2) + "\n")
        #expect(outcome.status == 65)
        #expect(outcome.output.isEmpty)
        #expect(outcome.error.contains("\(stage): ticket has version 2, this is version 1"))
    }

    @Test(arguments: ["garbage\n", "{\n", "\n", #"{"ticket":1,"app":"../x","services":[],"seconds":{}}"#, "\0\u{1b}"])
    func garbageIsRefusedAndNotHandedOn(text: String) throws {
        let outcome = try run(["pusher"], text)
        #expect(outcome.status == 65)
        #expect(outcome.output.isEmpty)
        #expect(!outcome.error.contains("\u{1b}"))
    }

    @Test func aTicketThatIsTooLongIsRefused() throws {
        let outcome = try run(["pusher"], String(repeating: " ", count: 9 << 20) + line() + "\n")
        #expect(outcome.status == 65)
        #expect(outcome.error.contains("longer than"))
    }

    @Test(arguments: stages) func anArgumentIsAMistake(stage: String) throws {
        #expect(try run([stage, "--check"], "").status == 64)
    }

    @Test func theFirstStageThatFailsSaysWhyInTheReasonFile() throws {
        let reason = "\(folder.root)/reason"
        let environment = ["SLIPWAY_REASON": reason]
        #expect(try run(["pusher"], line(version: 2), environment: environment).status == 65)
        let first = try Files.read(reason)
        #expect(first.contains(#""stage":"pusher""#))
        #expect(first.contains("ticket has version 2"))
        #expect(try run(["builder"], "garbage", environment: environment).status == 65)
        #expect(try Files.read(reason) == first)
    }

    @Test func aStageWhoseReaderHasGoneEndsWithAStatus() throws {
        let outcome = try run(
            ["bash", "-c", "set -o pipefail; (sleep 0.3; cat) | pusher | true; echo ${PIPESTATUS[1]}"],
            line(skip: "x") + "\n")
        #expect(outcome.output == "1\n")
        #expect(outcome.error.contains("the next stage of the chain has ended"))
    }

    @Test func theReceiverWantsAnAppAndAServer() throws {
        #expect(try run(["receiver"], "").status == 78)
        try Settings().save(folder)
        #expect(try run(["receiver"], "").status == 64)
        #expect(try run(["receiver"], "", environment: ["SLIPWAY_APP": "../shop"]).status == 65)
        #expect(try run(["receiver"], "garbage\n", environment: ["SLIPWAY_APP": "shop"]).status == 65)
        #expect(try run(["receiver", "--what"], "").status == 64)
    }

    @Test func aPushThatDeploysNothingBecomesASkip() throws {
        try Settings().save(folder)
        let input = "\(RefUpdateTests.zero) \(RefUpdateTests.one) refs/tags/v1\n"
        let outcome = try run(["receiver", "--check"], input, environment: ["SLIPWAY_APP": "shop"])
        #expect(outcome.status == 0)
        let ticket = try JSON.decode(Ticket.self, from: outcome.output.utf8, source: "output")
        #expect(ticket.skip != nil)
        #expect(ticket.commit == nil)
    }
}

/// What the runner does where no ticket comes: it closes the record that the failed chain left open.
@Suite struct OpenRecordTests {
    private let temporary: TemporaryFolder
    private let folder: Folder
    private let store: SQLiteStore
    private let app = AppName(unchecked: "shop")

    init() throws {
        temporary = try TemporaryFolder()
        folder = Folder(temporary.path)
        try Settings().save(folder)
        for name in ["store", "registry"] { try Files.makeFolder("\(folder.root)/\(name)") }
        try Files.write(folder.registryPassword, "secret")
        store = try SQLiteStore(folder.store)
        try store.createApp(app, domain: nil)
    }

    private func runnerWithoutTicket(reason: String?) throws -> Command.Outcome {
        var environment = BuiltPrograms.environment
        environment["SLIPWAY_DATA"] = folder.root
        environment["SLIPWAY_APP"] = app.rawValue
        environment["SLIPWAY_REASON"] = "\(folder.root)/reason"
        environment["SLIPWAY_LOG"] = "\(folder.root)/logs/shop/1.log"
        if let reason { try Files.write("\(folder.root)/reason", reason) }
        return try Command(["runner"], environment: environment, limit: 60).run()
    }

    private func open(log: String = "1.log") throws -> Release {
        try store.openRelease(
            app, commit: ObjectID(RefUpdateTests.one), subject: "x", author: "y", pusher: "z", log: log)
    }

    @Test func theOpenRecordGetsTheReason() throws {
        let release = try open()
        let outcome = try runnerWithoutTicket(reason: #"{"stage":"builder","message":"it broke"}"#)
        #expect(outcome.status == 1)
        #expect(outcome.error.isEmpty)
        let closed = try store.release(app, release.number)
        #expect(closed?.outcome == .failed)
        #expect(closed?.reason == "builder: it broke")
        #expect(closed?.finished != nil)
    }

    @Test func withoutAReasonItSaysSo() throws {
        let release = try open()
        #expect(try runnerWithoutTicket(reason: nil).status == 1)
        #expect(try store.release(app, release.number)?.reason == "a stage of the chain ended without a word")
    }

    @Test func theOpenRecordOfAnotherDeployStaysOpen() throws {
        let release = try open(log: "2.log")
        #expect(try runnerWithoutTicket(reason: nil).status == 1)
        #expect(try store.release(app, release.number)?.outcome == nil)
    }

    @Test func aRecordThatEndedStaysAsItIs() throws {
        var release = try open()
        release.outcome = .live
        try store.saveRelease(release)
        #expect(try runnerWithoutTicket(reason: nil).status == 1)
        #expect(try store.release(app, release.number) == release)
    }

    @Test func noRecordIsNoMistake() throws { #expect(try runnerWithoutTicket(reason: nil).status == 1) }
}
