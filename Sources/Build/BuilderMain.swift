import Model
import Pipeline
import System

/// `builder`: tickets in, tickets out.
public func builderMain(_ arguments: [String]) -> Int32 {
    guard arguments.isEmpty else {
        Report.problem("usage: builder < tickets > tickets")
        return Failure.Code.usage.rawValue
    }
    return Stage.run("builder", tidies: true) { try Builder().build(&$0) }
}
