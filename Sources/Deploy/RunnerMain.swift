import Model
import Pipeline
import System

/// `runner`: tickets in, tickets out; or, without a release, what a word asks for.
public func runnerMain(_ arguments: [String]) -> Int32 {
    if arguments.isEmpty {
        return Stage.run("runner", tidies: true, withoutTicket: { try Runner().closeFailed() }) {
            try Runner(app: Launch.app()).run(&$0)
        }
    }
    guard arguments.count == 1, let verb = UnitsVerb.allCases.first(where: { "--\($0)" == arguments[0] }) else {
        let verbs = UnitsVerb.allCases.map { "--\($0)" }.joined(separator: " | ")
        Report.problem("usage: runner < tickets > tickets, runner \(verbs)")
        return Failure.Code.usage.rawValue
    }
    return Stage.alone("runner") { try Runner(app: Launch.app()).units(verb) }
}
