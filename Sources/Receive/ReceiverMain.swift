import Model
import Pipeline
import System

/// `receiver [--check | --unchanged]`.
public func receiverMain(_ arguments: [String]) -> Int32 {
    switch arguments {
    case []: return Stage.begin("receiver") { try Receiver().ticket(check: false) }
    case ["--check"]: return Stage.begin("receiver") { try Receiver().ticket(check: true) }
    case ["--unchanged"]: return exitStatus { try Receiver().unchanged() }
    default:
        Report.problem("usage: receiver [--check | --unchanged] < OLD NEW REF lines")
        return Failure.Code.usage.rawValue
    }
}
