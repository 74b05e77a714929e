import Model
import Pipeline
import System

/// One command: help, the parser and docs/commands.md all come from this.
struct CommandDefinition: Sendable {
    struct Argument: Sendable {
        let name: String
        var isOptional = false
        /// Takes all that are left.
        var isRest = false
    }

    struct Option: Sendable {
        /// Without the dashes.
        let name: String
        /// What its value is called; nil for a switch. With a `|` between them, all that it may be.
        var value: String?
        /// A shorter spelling: `f` for `-f`.
        var letter: Character?
        /// Whether it may be given several times.
        var isList = false
        let help: String

        /// `-f FILE…`, or with both names `-f, --file FILE…`.
        func spelling(full: Bool) -> String {
            let long = "--\(name)"
            let words = letter.map { full ? "-\($0), \(long)" : "-\($0)" } ?? long
            return words + (value.map { " \($0)" } ?? "") + (isList ? "…" : "")
        }

        /// All that its value may be; nil where the value is free.
        var choices: [String]? { value.flatMap { $0.contains("|") ? $0.split(separator: "|").map(String.init) : nil } }
    }

    /// `["app", "create"]`.
    let path: [String]
    /// One imperative line.
    let summary: String
    var discussion = ""
    var arguments: [Argument] = []
    var options: [Option] = []
    let examples: [String]
    /// Only on the server itself, never over ssh.
    var isHostOnly = false
    /// Whether root keeps its rights; every other command takes those of the data folder's owner.
    var isRoot = false
    /// The argument that names a file: it becomes standard input, opened with the rights of whoever typed it. Over
    /// ssh there is none: what is meant comes on standard input.
    var inputArgument: Int?
    let run: @Sendable (Invocation) throws -> Int32

    var name: String { path.joined(separator: " ") }

    var usage: String {
        var words = ["slipway"] + path
        for option in options { words.append("[\(option.spelling(full: false))]") }
        for argument in arguments {
            let word = argument.isRest ? "\(argument.name)…" : argument.name
            words.append(argument.isOptional ? "[\(word)]" : word)
        }
        return words.joined(separator: " ")
    }
}

/// A command with the words that somebody typed.
struct Invocation: Sendable {
    let folder: Folder
    var arguments: [String] = []
    var values: [String: String] = [:]
    /// Those of options that may be given several times.
    var lists: [String: [String]] = [:]
    var switches: Set<String> = []

    func argument(_ index: Int) -> String { index < arguments.count ? arguments[index] : "" }

    /// Whether it came over ssh, under a key's name.
    var isRemote: Bool { Environment.value(Launch.userVariable) != nil }

    func has(_ option: String) -> Bool { switches.contains(option) }

    func number(_ option: String, in range: ClosedRange<Int>) throws -> Int? {
        guard let text = values[option] else { return nil }
        guard let number = Int(text), range.contains(number) else {
            throw Failure(
                .usage,
                "--\(option) \(text.quotedForPeople): expected a number from \(range.lowerBound) to \(range.upperBound)"
            )
        }
        return number
    }
}

extension CommandDefinition.Option {
    static let format = CommandDefinition.Option(name: "format", value: "table|json", help: "how to print it (table)")
    static let quiet = CommandDefinition.Option(name: "quiet", help: "print names only")
}
