import Model
import Pipeline
import Server
import System

/// The command tree.
let allCommands: [CommandDefinition] =
    ServerCommands.all + AppCommands.all + KeyCommands.all + [DeployCommand.deploy] + ReleaseCommands.all

/// `slipway …`, on the server and over ssh.
public func slipwayMain(_ words: [String]) -> Int32 {
    exitStatus {
        switch try CommandParser(commands: allCommands).parse(words) {
        case .help(let text):
            Report.result(text)
            return 0
        case .command(let command, let invocation):
            if command.isHostOnly, Environment.value(Launch.userVariable) != nil {
                throw Failure(.notPermitted, "'\(command.name)' is typed on the server itself, not over ssh")
            }
            if !command.isRoot { try Account.dropPrivileges(invocation.folder) }
            return try command.run(invocation)
        }
    }
}
