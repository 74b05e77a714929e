import Model
import Testing

@testable import Deploy

@Suite struct StartOrderTests {
    private func order(_ names: [String], _ needs: [String: [String]]) throws -> [String] {
        var trial = try TrialStack(names)
        for (name, others) in needs { trial.change(name) { $0.dependencies = others.map { .init(on: .of($0)) } } }
        return try StartOrder(trial.stack).names.map(\.rawValue)
    }

    @Test func withoutNeedsItIsTheFilesOrder() throws {
        #expect(try order(["c", "a", "b"], [:]) == ["c", "a", "b"])
    }

    @Test func whatIsNeededComesFirst() throws {
        #expect(try order(["web", "db", "cache"], ["web": ["db", "cache"]]) == ["db", "cache", "web"])
        #expect(try order(["a", "b", "c"], ["a": ["b"], "b": ["c"]]) == ["c", "b", "a"])
        #expect(try order(["d", "c", "b", "a"], ["d": ["b", "c"], "b": ["a"], "c": ["a"]]) == ["a", "c", "b", "d"])
    }

    @Test func linksAndMountsAreNeedsToo() throws {
        var trial = try TrialStack(["web", "db", "data"])
        trial.change("web") { $0.links = [.init(to: .of("db"), as: "db")] }
        trial.change("db") { $0.mountsFrom = [.init(.of("data"), readOnly: false)] }
        #expect(try StartOrder(trial.stack).names.map(\.rawValue) == ["data", "db", "web"])
    }

    @Test func aServiceNeedsNotItself() throws {
        var trial = try TrialStack(["web"])
        trial.change("web") { $0.links = [.init(to: .of("web"), as: "me")] }
        #expect(try StartOrder(trial.stack).names.map(\.rawValue) == ["web"])
    }

    @Test func whoWaitForEachOtherAreNamed() throws {
        let failure = #expect(throws: Failure.self) { try order(["a", "b", "c"], ["a": ["b"], "b": ["a"]]) }
        #expect(failure?.code == .badData)
        #expect(failure?.message.contains("'a', 'b'") == true && failure?.message.contains("'c'") == false)
    }
}
