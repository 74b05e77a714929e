import Glibc
import Model
import Pipeline
import System

/// The login shell of the slipway user: the only program that sshd ever starts for somebody from outside.
///
/// sshd calls it as `slipway-shell -c 'slipway-shell KEY'`: the text after -c is ours, from authorized_keys. What the
/// person typed is in SSH_ORIGINAL_COMMAND.
public struct Shell {
    private let folder: Folder
    private let key: KeyName
    /// The folder of our executables.
    private let programs: String
    private let hooks: String
    private let began = Instant.now

    public init(arguments: [String], installation: Installation) throws {
        guard arguments.count == 2, arguments[0] == "-c" else {
            throw Failure(.notPermitted, "this account has no shell", hint: "type: ssh slipway@HOST help")
        }
        let words = try Words.parse(arguments[1])
        guard words.count == 2, words[0] == "slipway-shell" else {
            throw Failure(.notPermitted, "this key has no forced command of Slipway's")
        }
        folder = Folder.current
        key = try KeyName(words[1])
        programs = installation.programs
        hooks = installation.hooks
    }

    /// Does what was asked for; the exit status of it.
    public func run(_ line: String?) throws -> Int32 {
        guard let line, !line.isEmpty else {
            Report.line("Hello \(key): Slipway is here and gives no shell. To see what you can do: ssh … help")
            return 0
        }
        switch try Request(line) {
        case .push(let app): return try push(app)
        case .fetch(let app): return try git("upload-pack", app).wait()
        case .archive(let app): return try git("upload-archive", app).wait()
        case .command(let words):
            // A process list shows arguments to everybody, and there may be a secret among them.
            var environment = environment()
            environment[Launch.wordsVariable] = try JSON.line(words)
            throw Programs.replace(["\(programs)/slipway"], environment: environment)
        }
    }

    /// Receives a push. Git reports what happened to the branch; the exit status also tells what became of the
    /// deploy, so that a push that changed nothing for visitors is never called a success.
    private func push(_ app: AppName) throws -> Int32 {
        // What it brought and nobody let in goes with it, also where it is killed.
        defer { try? Quarantine(folder.repository(app)).sweep() }
        let (reader, status) = try receive(app)
        guard let status else {
            // Whoever pushed has gone. A deploy that had begun goes on in its own session; a gate ends with us.
            return Failure.Code.temporary.rawValue
        }
        // Git has ended, so its hooks have said what they had to say; a gc that it left behind holds the pipe open.
        reader.setNonBlocking()
        let said = String(decoding: try reader.read() ?? [], as: UTF8.self)
        guard status == 0 else { return status }
        let last = said.split(separator: "\n").last.map(String.init)
        if let status = last.flatMap({ Int32($0) }) { return status }
        guard last != Launch.begun else {
            throw Failure(
                .temporary, "what showed this deploy was ended; the deploy itself may go on",
                hint: "see: slipway releases follow \(app), slipway releases list \(app)")
        }
        // There was nothing to push, or the branch did not move.
        var environment = environment(app)
        environment[Launch.pushedVariable] = last
        return try Child(["\(programs)/receiver", "--unchanged"], environment: environment, group: .parents).wait()
    }

    /// The pipe's writing end is closed on our side when this returns.
    private func receive(_ app: AppName) throws -> (result: Descriptor, status: Int32?) {
        let (reader, writer) = try Descriptor.pipe()
        let child = try git("receive-pack", app, result: writer, group: .own)
        return (reader, child.wait(whileReaderOf: 1))
    }

    private func git(
        _ service: String, _ app: AppName, result: Descriptor? = nil, group: Child.Group = .parents
    ) throws -> Child {
        let repository = folder.repository(app)
        guard Files.exists(repository) else {
            throw Failure(
                .notFound, "app '\(app)' does not exist", hint: "create it: ssh slipway@HOST app create \(app)")
        }
        var environment = environment(app)
        var passed: [Descriptor] = []
        if let result {
            environment[Launch.resultVariable] = String(result.number)
            passed = [result, try Quarantine(repository).hold().descriptor]
        }
        return try Child(
            ["git", "-c", "core.hooksPath=\(hooks)", service, repository], environment: environment,
            streams: .init(passed: passed), group: group)
    }

    private func environment(_ app: AppName? = nil) -> [String: String] {
        var environment = [
            "PATH": "\(programs):\(Programs.defaultPath)", "LC_ALL": "C.UTF-8", "HOME": folder.root,
            "SLIPWAY_DATA": folder.root, Launch.userVariable: key.rawValue, Launch.beganVariable: began.text,
            // Configuration of the system or of a home directory is none of a push's business.
            "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
            // A pushed refs/replace could make a repository that takes no push any more.
            "GIT_NO_REPLACE_OBJECTS": "1",
        ]
        if let app { environment[Launch.appVariable] = app.rawValue }
        for name in ["GIT_PROTOCOL", "SSH_CONNECTION", "SSH_TTY", "TERM"] {
            if let value = Environment.value(name) { environment[name] = value }
        }
        return environment
    }

    /// Becomes another program.
}

/// `slipway-shell`: what sshd starts.
public func shellMain(_ arguments: [String]) -> Int32 {
    exitStatus {
        let shell = try Shell(arguments: arguments, installation: .current())
        return try shell.run(Environment.value("SSH_ORIGINAL_COMMAND"))
    }
}
