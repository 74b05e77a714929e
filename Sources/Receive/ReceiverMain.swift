import Model
import Pipeline
import System

/// `receiver [--check | --change | --unchanged]`.
public func receiverMain(_ arguments: [String]) -> Int32 {
    switch arguments {
    case []: return Stage.begin("receiver") { try Receiver().ticket(check: false) }
    case ["--check"]: return Stage.begin("receiver") { try Receiver().ticket(check: true) }
    case ["--change"]: return Stage.begin("receiver") { try Changing().ticket() }
    case ["--unchanged"]: return exitStatus { try Receiver().unchanged() }
    default:
        Report.problem("usage: receiver [--check | --unchanged] < OLD NEW REF lines, receiver --change < CHANGE")
        return Failure.Code.usage.rawValue
    }
}
