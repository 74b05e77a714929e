import Model
import Pipeline
import System

/// `pusher`: tickets in, tickets out.
public func pusherMain(_ arguments: [String]) -> Int32 {
    guard arguments.isEmpty else {
        Report.problem("usage: pusher < tickets > tickets")
        return Failure.Code.usage.rawValue
    }
    return Stage.run("pusher") { ticket in
        guard ticket.release != nil else { return }
        try Pusher().push(&ticket)
    }
}
