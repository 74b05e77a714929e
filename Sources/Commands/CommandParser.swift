import Model
import System

/// Finds the command and reads its words.
struct CommandParser {
    let commands: [CommandDefinition]

    enum Parsed {
        case command(CommandDefinition, Invocation)
        case help(String)
    }

    func parse(_ words: [String]) throws -> Parsed {
        var words = words
        var folder = Folder.current
        // `--data` may stand before the command, for every command.
        if words.first == "--data", words.count > 1 {
            folder = Folder(words[1])
            words.removeFirst(2)
        }
        if words.isEmpty || words == ["help"] || words == ["--help"] || words == ["-h"] { return .help(overview) }
        if words.first == "help" {
            let topic = spread(Array(words.dropFirst()))
            let found = commands.filter { Array($0.path.prefix(topic.count)) == topic }
            guard !found.isEmpty else { throw unknown(topic) }
            return .help(found.count == 1 ? help(found[0]) : list(found))
        }
        if words == ["--version"] { words = ["version"] }
        words = spread(words)
        guard let command = longestMatch(words) else { throw unknown(words) }
        words.removeFirst(command.path.count)
        if words.prefix(while: { $0 != "--" }).contains(where: { $0 == "--help" || $0 == "-h" }) {
            return .help(help(command))
        }
        return .command(command, try invocation(of: command, words, folder))
    }

    /// `app:create` is `app create`.
    private func spread(_ words: [String]) -> [String] {
        guard let first = words.first, first.contains(":") else { return words }
        return first.split(separator: ":", maxSplits: 1).map(String.init) + words.dropFirst()
    }

    private func longestMatch(_ words: [String]) -> CommandDefinition? {
        commands.filter { Array(words.prefix($0.path.count)) == $0.path }.max { $0.path.count < $1.path.count }
    }

    private func invocation(
        of command: CommandDefinition, _ words: [String], _ folder: Folder
    ) throws -> Invocation {
        var invocation = Invocation(folder: folder)
        var rest = words[...]
        var onlyArguments = false
        while let word = rest.popFirst() {
            if word == "--", !onlyArguments {
                onlyArguments = true
                continue
            }
            let short = command.options.first { $0.letter.map { "-\($0)" } == word }
            if onlyArguments || short == nil && !word.hasPrefix("--") {
                invocation.arguments.append(word)
                continue
            }
            let parts = word.dropFirst(2).split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(
                String.init)
            guard let option = short ?? command.options.first(where: { $0.name == parts[0] }) else {
                let near = Nearest.to(parts[0], in: command.options.map(\.name))
                throw Failure(
                    .usage, "'\(command.name)' has no option \(word.quotedForPeople)",
                    hint: near.map { "did you mean --\($0)?" } ?? "slipway help \(command.name)")
            }
            if option.value == nil {
                guard parts.count == 1 else { throw Failure(.usage, "--\(option.name) takes no value") }
                invocation.switches.insert(option.name)
                continue
            }
            guard let value = parts.count == 2 ? parts[1] : rest.popFirst() else {
                throw Failure(.usage, "--\(option.name) needs a value: \(option.value ?? "")")
            }
            if let choices = option.choices, !choices.contains(value) {
                throw Failure(
                    .usage,
                    "--\(option.name) \(value.quotedForPeople): expected \(choices.joined(separator: " or "))")
            }
            if option.isList {
                invocation.lists[option.name, default: []].append(value)
            } else {
                invocation.values[option.name] = value
            }
        }
        try check(invocation, command)
        return invocation
    }

    private func check(_ invocation: Invocation, _ command: CommandDefinition) throws {
        let required = command.arguments.filter { !$0.isOptional }.count
        let most = command.arguments.last?.isRest == true ? Int.max : command.arguments.count
        guard (required...max(most, required)).contains(invocation.arguments.count) else {
            let extra = invocation.arguments.count > most ? invocation.arguments[most].quotedForPeople : nil
            throw Failure(
                .usage,
                extra.map { "unexpected \($0) after '\(command.name)'" }
                    ?? "'\(command.name)' needs \(command.arguments[invocation.arguments.count].name)",
                hint: "usage: \(command.usage)")
        }
    }

    private func unknown(_ words: [String]) -> Failure {
        let typed = words.prefix(2).joined(separator: " ")
        let noun = words.first ?? ""
        let near =
            Nearest.to(typed, in: commands.map(\.name))
            ?? Nearest.to(noun, in: commands.map { $0.path[0] })
        let group = commands.contains { $0.path[0] == noun } && (near == nil || near == noun)
        return Failure(
            .usage, "there is no command \(typed.quotedForPeople)",
            hint: group
                ? "see: slipway help \(noun)" : near.map { "did you mean: slipway \($0)" } ?? "see: slipway help")
    }
}

extension CommandParser {
    /// All commands, a line each.
    var overview: String {
        """
        Slipway: git push, and the app is built, running and routed.

        usage: slipway [--data FOLDER] COMMAND …

        \(list(commands))

        slipway help COMMAND tells more. The data folder is /var/lib/slipway, or what SLIPWAY_DATA names.
        """
    }

    func list(_ commands: [CommandDefinition]) -> String {
        let width = (commands.map(\.name.count).max() ?? 0) + 2
        return commands.map { "  \($0.name.padded(to: width))\($0.summary)" }.joined(separator: "\n")
    }

    func help(_ command: CommandDefinition) -> String {
        var parts = ["\(command.summary).", "usage: \(command.usage)"]
        if !command.discussion.isEmpty { parts.append(command.discussion) }
        if !command.options.isEmpty {
            let names = command.options.map { $0.spelling(full: true) }
            let width = (names.map(\.count).max() ?? 0) + 2
            parts.append(
                zip(names, command.options).map { "  \($0.padded(to: width))\($1.help)" }.joined(separator: "\n"))
        }
        parts.append("examples:\n" + command.examples.map { "  \($0)" }.joined(separator: "\n"))
        return parts.joined(separator: "\n\n")
    }
}
