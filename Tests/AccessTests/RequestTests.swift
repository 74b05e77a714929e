import Access
import Model
import Testing

@Suite struct RequestTests {
    private let shop = AppName(unchecked: "shop")

    @Test(arguments: ["shop", "/shop", "shop.git", "/shop.git", "~/shop", "~/shop.git", "shop/", "/shop.git/"])
    func oneAppHasSeveralSpellings(path: String) throws {
        #expect(try Request("git-receive-pack '\(path)'") == .push(shop))
        #expect(try Request("git receive-pack \(path)") == .push(shop))
        #expect(try Request("git-upload-pack '\(path)'") == .fetch(shop))
        #expect(try Request("git-upload-archive '\(path)'") == .archive(shop))
    }

    @Test(arguments: [
        "", ".", "..", "/", "//shop", "/../shop", "../shop", "shop/../other", "shop//", "~shop", "~root/x",
        "~/~/shop", "/~/shop", "./shop", "/var/lib/slipway/repositories/shop.git", "shop.git.git", ".git", "/.git",
        "shop;id", "shop\nid", "$(id)", "`id`", "SHOP", "sh op", "-shop", "--upload-pack=id", "ѕhop", "shop\u{0}",
        "shop%2f..", "file:///etc", "host:shop", "slipway",
    ])
    func aPathThatIsNoAppsNameIsRefused(path: String) {
        #expect(throws: Failure.self) { try Request("git-receive-pack '\(path)'") }
        #expect(throws: Failure.self) { try Request("git-upload-pack '\(path)'") }
    }

    @Test(arguments: [
        "git-receive-pack", "git-receive-pack shop other", "git-receive-pack --stateless-rpc shop",
        "git-upload-pack --strict shop", "git-shell shop", "git-daemon shop", "git-upload-pack-x shop", "git config x",
        "git push shop", "git -c core.sshCommand=id", "git --exec-path=/tmp receive-pack", "git- shop",
        "git-receive-pack 'shop", "git-../../bin/sh shop", "git-receive-pack\u{0} shop",
    ])
    func otherThingsOfGitsAreRefused(line: String) {
        #expect(throws: Failure.self) { try Request(line) }
    }

    @Test func allElseIsAnArgumentListForSlipway() throws {
        #expect(try Request("app create shop") == .command(["app", "create", "shop"]))
        #expect(try Request("slipway app list") == .command(["app", "list"]))
        #expect(try Request("sh -c 'id; id'") == .command(["sh", "-c", "id; id"]))
        #expect(try Request("/bin/sh") == .command(["/bin/sh"]))
        #expect(try Request("app list; id") == .command(["app", "list;", "id"]))
        #expect(try Request("GIT-receive-pack shop") == .command(["GIT-receive-pack", "shop"]))
        #expect(try Request("git") == .command(["git"]))
        #expect(try Request("  ") == .command([]))
        #expect(try Request("slipway") == .command([]))
    }

    @Test func theMessageActsOnNoTerminal() {
        let failure = #expect(throws: Failure.self) { try Request("git-\u{1b}]0;x\u{7} shop") }
        #expect(failure?.message.utf8.contains(27) == false)
    }
}
