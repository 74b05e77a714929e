import Model
import System
import TestSupport
import Testing

@testable import Commands

@Suite struct CommandParserTests {
    private let parser = CommandParser(commands: allCommands)

    private func invocation(_ words: String...) throws -> (name: String, invocation: Invocation) {
        guard case .command(let command, let invocation) = try parser.parse(words) else {
            throw Failure(.software, "help")
        }
        return (command.name, invocation)
    }

    private func help(_ words: String...) throws -> String {
        guard case .help(let text) = try parser.parse(words) else { throw Failure(.software, "no help") }
        return text
    }

    private func failure(_ words: String...) -> Failure? {
        #expect(throws: Failure.self) { try parser.parse(words) }
    }

    @Test func nounAndVerbAreFoundInBothSpellings() throws {
        #expect(try invocation("app", "create", "shop").name == "app create")
        #expect(try invocation("app:create", "shop").invocation.arguments == ["shop"])
        #expect(try invocation("deploy", "shop").name == "deploy")
    }

    @Test func optionsTakeTheirValuesInBothSpellings() throws {
        for words in [["--format", "json"], ["--format=json"]] {
            guard case .command(_, let read) = try parser.parse(["app", "list"] + words) else { continue }
            #expect(read.values == ["format": "json"])
        }
        #expect(try invocation("app", "list", "--quiet").invocation.has("quiet"))
        #expect(try invocation("deploy", "--ref=a=b", "shop").invocation.values == ["ref": "a=b"])
        #expect(try invocation("deploy", "shop", "--ref=").invocation.values == ["ref": ""])
        #expect(try invocation("up", "--ssh-port", "22").invocation.number("ssh-port", in: 1...65535) == 22)
    }

    @Test func behindTwoDashesAllIsAnArgument() throws {
        #expect(try invocation("app", "create", "--", "--help").invocation.arguments == ["--help"])
        #expect(try invocation("key", "add", "ann", "-").invocation.arguments == ["ann", "-"])
    }

    @Test func theDataFolderStandsBeforeTheCommand() throws {
        #expect(try invocation("--data", "/x", "app", "list").invocation.folder == Folder("/x"))
        #expect(try help("--data", "/x") == help())
        #expect(failure("--data")?.code == .usage)
    }

    @Test func helpIsToldInEveryWay() throws {
        for words in [
            ["help", "app", "create"], ["help", "app:create"], ["app", "create", "--help"], ["app:create", "-h"],
        ] {
            guard case .help(let text) = try parser.parse(words) else { throw Failure(.software, "no help") }
            #expect(text.hasPrefix("Create an app with its repository."))
        }
        #expect(try help("help", "app").contains("app destroy"))
        #expect(try !help("help", "app").contains("key add"))
        #expect(try help("help") == help())
        #expect(failure("help", "nonsense")?.code == .usage)
        #expect(try invocation("--version").name == "version")
    }

    @Test(arguments: [
        (["app", "craete"], "did you mean: slipway app create"), (["ap", "list"], "did you mean: slipway app list"),
        (["staus"], "did you mean: slipway status"), (["frobnicate"], "see: slipway help"),
        (["app"], "see: slipway help app"), (["key"], "see: slipway help key"),
        (["app", "frobnicate"], "see: slipway help app"), ([""], "see: slipway help"), ([":"], "see: slipway help"),
    ])
    func anUnknownCommandNamesTheNearest(words: [String], hint: String) {
        let failure = #expect(throws: Failure.self) { try parser.parse(words) }
        #expect(failure?.code == .usage)
        #expect(failure?.hint == hint)
    }

    @Test func anUnknownOptionNamesTheNearest() {
        #expect(failure("app", "list", "--fromat", "json")?.hint == "did you mean --format?")
        #expect(failure("app", "list", "--frobnicate")?.hint == "slipway help app list")
        #expect(failure("app", "list", "--\u{1b}[2J")?.message.utf8.contains(27) == false)
    }

    @Test func whatIsMissingOrTooMuchIsNamed() {
        #expect(failure("app", "create")?.message == "'app create' needs APP")
        #expect(failure("app", "create", "a", "b")?.message == "unexpected 'b' after 'app create'")
        #expect(failure("app", "list", "--format")?.message == "--format needs a value: table|json")
        #expect(failure("app", "list", "--format", "xml")?.message == "--format 'xml': expected table or json")
        #expect(failure("app", "list", "--quiet=no")?.message == "--quiet takes no value")
    }

    @Test func aNumberIsWithinItsRange() throws {
        for text in ["0", "65536", "-1", "1e3", "", "٣"] {
            let read = try invocation("up", "--ssh-port=\(text)").invocation
            let failure = #expect(throws: Failure.self) { try read.number("ssh-port", in: 1...65535) }
            #expect(failure?.message == "--ssh-port \(text.quotedForPeople): expected a number from 1 to 65535")
        }
    }
}

@Suite struct HelpTests {
    @Test(arguments: allCommands.map(\.name)) func everyCommandExplainsItself(name: String) throws {
        let command = try #require(allCommands.first { $0.name == name })
        #expect(command.examples.count == 2 || (name == "version" || name == "down"), "two examples")
        #expect(command.summary.count < 60)
        #expect(!command.summary.hasSuffix("."))
        #expect(command.summary.first?.isUppercase == true)
        let parser = CommandParser(commands: allCommands)
        let help = parser.help(command)
        #expect(help.contains(command.usage))
        #expect(parser.overview.contains(command.summary))
        for option in command.options { #expect(help.contains("--\(option.name)")) }
        for line in help.split(separator: "\n") where !line.hasPrefix("usage: ") { #expect(line.count <= 120) }
    }

    @Test(arguments: allCommands.flatMap(\.examples)) func everyExampleIsAcceptedByTheParser(example: String) throws {
        let words = example.split(separator: " ").prefix { $0 != "<" && $0 != "|" }.map(String.init)
        let start = words.first == "ssh" ? 2 : 1
        let parsed = try CommandParser(commands: allCommands).parse(Array(words.dropFirst(start)))
        guard case .command = parsed else {
            Issue.record("\(example) is help")
            return
        }
    }

    @Test func noTwoCommandsHaveOneName() {
        #expect(Set(allCommands.map(\.name)).count == allCommands.count)
    }
}

@Suite struct NearestTests {
    @Test func editsAreCounted() {
        #expect(Nearest.distance("", "") == 0)
        #expect(Nearest.distance("", "abc") == 3)
        #expect(Nearest.distance("abc", "") == 3)
        #expect(Nearest.distance("kitten", "sitting") == 3)
        #expect(Nearest.distance("abcd", "abdc") == 1)
        #expect(Nearest.distance("create", "craete") == 1)
    }

    @Test func onlyASlipIsCorrected() {
        #expect(Nearest.to("staus", in: ["status", "start"]) == "status")
        #expect(Nearest.to("xyz", in: ["status", "start"]) == nil)
        #expect(Nearest.to("a", in: []) == nil)
    }
}
