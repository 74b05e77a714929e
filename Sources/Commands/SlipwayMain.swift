import Glibc
import Model
import Pipeline
import Server
import System

/// The command tree.
let allCommands: [CommandDefinition] =
    ServerCommands.all + AppCommands.all + AllowanceCommands.all + KeyCommands.all + [DeployCommand.deploy]
    + StackCommands.all + ReleaseCommands.all
    + ScaleCommands.all + ConfigurationCommands.all + UnitCommands.all + MaintenanceCommands.all + [RoomCommands.gc]
    + CrashCommands.all + [DoctorCommand.doctor]

/// `slipway …`, on the server and over ssh.
public func slipwayMain(_ words: [String]) -> Int32 {
    exitStatus {
        switch try CommandParser(commands: allCommands).parse(remoteWords() ?? words) {
        case .help(let text):
            Report.result(text)
            return 0
        case .command(let command, let invocation):
            let isRemote = invocation.isRemote
            if command.isHostOnly, isRemote {
                throw Failure(.notPermitted, "'\(command.name)' is typed on the server itself, not over ssh")
            }
            if isRemote, invocation.values["data"] != nil || invocation.folder != .current {
                throw Failure(.notPermitted, "another data folder is named on the server itself, not over ssh")
            }
            if let index = command.inputArgument, index < invocation.arguments.count, invocation.argument(index) != "-"
            {
                try takeInput(from: invocation.argument(index), isRemote: isRemote)
            }
            if !command.isRoot { try Account.dropPrivileges(invocation.folder) }
            return try command.run(invocation)
        }
    }
}

/// The words of a command over ssh, taken out of the environment so that no process of ours inherits them.
private func remoteWords() throws -> [String]? {
    guard let text = Environment.value(Launch.wordsVariable) else { return nil }
    unsetenv(Launch.wordsVariable)
    return try JSON.decode([String].self, from: text.utf8, source: Launch.wordsVariable)
}

private func takeInput(from path: String, isRemote: Bool) throws {
    guard !isRemote else {
        throw Failure(
            .usage, "over ssh a file comes on standard input: \(path.quotedForPeople) is none of the server's",
            hint: "ssh slipway@HOST … < FILE")
    }
    let file = try Descriptor.open(path, O_RDONLY)
    guard dup2(file.number, 0) == 0 else { throw Failure.system("read '\(path)'") }
}
