import Model
import Pipeline
import System

/// `runner`: tickets in, tickets out.
public func runnerMain(_ arguments: [String]) -> Int32 {
    guard arguments.isEmpty else {
        Report.problem("usage: runner < tickets > tickets")
        return Failure.Code.usage.rawValue
    }
    return Stage.run("runner", withoutTicket: { try Runner().closeFailed() }) { try Runner().run(&$0) }
}
