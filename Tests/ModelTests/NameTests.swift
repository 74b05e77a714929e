import Model
import Testing

@Suite struct NameTests {
    /// What nobody's name is: each would be something else to a shell, a path, a URL, DNS or a terminal.
    static let hostile = [
        "", " ", "a b", " a", "a ", "a\t", "a\n", "a\r\n", "\n", "a\0", "a\u{7f}", "a\u{1b}[31m", "-a", "a-", "-", "--",
        "--help", "a/b", "/", "/etc", "..", ".", "../a", "a/..", "~", "~root", "a\\b", "a'b", "a\"b", "a`b`", "$(a)",
        "$a", "a;b", "a|b", "a&b", "a>b", "a<b", "a*", "a?", "[a]", "{a}", "a!", "a#b", "a%2f", "a:b", "a@b", "a=b",
        "a,b", "a+b",
    ]

    /// What looks like `shop`, or like nothing at all.
    static let lookAlikes = [
        "ѕhop", "shоp", "shop\u{200b}", "\u{202e}pohs", "ｓｈｏｐ", "shop\u{301}", "shöp", "ſhop", "sh\u{ad}op",
        "\u{feff}shop",
        "shop²", "shop１", "ßhop", "𝐬hop",
    ]

    @Test(arguments: hostile + lookAlikes + ["Shop", "sHOP", "a.b", "a_b"])
    func hostileTextsAreNoAppsName(text: String) {
        #expect(throws: Failure.self) { try AppName(text) }
        #expect(AppName(rawValue: text) == nil)
    }

    @Test(arguments: hostile + lookAlikes + ["Shop", "a.b", "a_b"])
    func hostileTextsAreNoKeysName(text: String) {
        #expect(throws: Failure.self) { try KeyName(text) }
    }

    @Test(arguments: hostile.filter { $0 != "a-" } + lookAlikes + [".a", "_a"])
    func hostileTextsAreNoServicesName(text: String) {
        #expect(throws: Failure.self) { try ServiceName(text) }
    }

    @Test(arguments: hostile + lookAlikes + ["a..b", ".a", "a.", "A.b", "a_b.c", "-a.b", "a-.b", "a.-b"])
    func hostileTextsAreNoDomain(text: String) {
        #expect(throws: Failure.self) { try Domain(text) }
    }

    @Test(arguments: ["a", "0", "shop", "shop-2", "4shop", "a--b", String(repeating: "a", count: 40)])
    func plainLabelsAreAppNames(text: String) throws {
        #expect(try AppName(text).rawValue == text)
    }

    @Test(arguments: [
        "slipway", "consul", "registry", "router", "registrator", "localhost", "local", "host", "default", "system",
        "docker", "swarm", "node", "service", "ingress", "bridge", "none", "git", "admin", "root",
    ])
    func partsOfTheSystemAreNoAppsName(text: String) {
        let failure = #expect(throws: Failure.self) { try AppName(text) }
        #expect(failure?.message == "app name '\(text)': is reserved")
        #expect(failure?.code == .badData)
    }

    @Test func lengthsEndWhereTheyShould() {
        func longest<Name: Checked>(_ type: Name.Type) -> Int? {
            (1...300).last { type.problem(with: String(repeating: "a", count: $0)) == nil }
        }
        #expect(longest(AppName.self) == 40)
        #expect(longest(ServiceName.self) == 63)
        #expect(longest(KeyName.self) == 32)
        // Of one label; a whole domain has 253.
        #expect(longest(Domain.self) == 63)
        let labels = [String](repeating: String(repeating: "a", count: 62), count: 4).joined(separator: ".")
        #expect(Domain.problem(with: labels + "a") == nil)
        #expect(Domain.problem(with: labels + ".a") == nil)
        #expect(Domain.problem(with: labels + ".aa") != nil)
    }

    @Test(arguments: ["a", "web", "Web_2", "a.b-c", "0"])
    func composeNamesAreServiceNames(text: String) throws {
        #expect(try ServiceName(text).rawValue == text)
    }

    @Test func theMessageShowsWhatWasTypedWithoutActingOnIt() {
        let failure = #expect(throws: Failure.self) { try AppName("a\u{1b}[2J\nb") }
        #expect(failure?.message == "app name 'a\\u{1b}[2J\\u{a}b': may hold only a to z, 0 to 9 and '-'")
    }
}

@Suite struct QuotedTests {
    @Test func plainTextIsOnlyQuoted() { #expect("shop 2~".quotedForPeople == "'shop 2~'") }

    @Test(arguments: ["\u{1b}]0;x\u{7}", "a\r\nb", "\u{202e}", "\u{9b}31m", "\u{7f}", "ä", "\0", "\u{2028}"])
    func nothingThatATerminalActsOnIsLeft(text: String) {
        #expect(text.quotedForPeople.utf8.allSatisfy { (32..<127).contains($0) })
    }

    @Test func aLongTextIsCut() {
        #expect(String(repeating: "a", count: 64).quotedForPeople.hasSuffix("aa'"))
        #expect(String(repeating: "a", count: 65).quotedForPeople == "'\(String(repeating: "a", count: 64))…'")
    }
}
