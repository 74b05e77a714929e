import Model
import Testing

@Suite struct AllowanceTests {
    @Test(arguments: [
        ("host-port:5432", Allowance.hostPort(5432)), ("host-port:65535", .hostPort(65535)),
        ("bind:/srv/data", .bind("/srv/data")), ("bind:/a", .bind("/a")), ("cap:NET_ADMIN", .capability("NET_ADMIN")),
    ])
    func isReadAndWritten(_ text: String, _ allowance: Allowance) throws {
        #expect(try Allowance(text) == allowance)
        #expect(allowance.description == text)
    }

    @Test func aCapabilitysPrefixIsDropped() throws {
        #expect(try Allowance("cap:CAP_NET_ADMIN") == .capability("NET_ADMIN"))
    }

    @Test(arguments: [
        "", "host-port", "host-port:", "host-port:0", "host-port:65536", "host-port:080", "host-port:+80",
        "host-port:5432/tcp", "bind:", "bind:/", "bind:data", "bind:/srv/../etc", "bind:/srv/./x", "bind:/srv//x",
        "bind:/srv/", "bind:/srv\u{0}x", "cap:", "cap:net_admin", "cap:NET ADMIN", "cap:CAP_", "net:host",
        "HOST-PORT:80",
    ])
    func isNoneOtherwise(_ text: String) {
        #expect { _ = try Allowance(text) } throws: { error in (error as? Failure)?.code == .usage }
    }

    @Test func theErrorSaysWhatIsOne() {
        #expect(
            throws: Failure(
                .usage, "allowance 'port:80': 'port' can't be allowed",
                hint: "one of: host-port:5432, bind:/srv/data, cap:NET_ADMIN")
        ) { _ = try Allowance("port:80") }
    }
}
