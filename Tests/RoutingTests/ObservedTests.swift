import Model
import Testing

@testable import Routing

@Suite struct ObservedTests {
    private static let head = """
        1
        # be_id be_name srv_id srv_name srv_addr srv_op_state srv_admin_state srv_uweight srv_iweight \
        srv_time_since_last_change srv_check_status srv_check_result srv_check_health srv_check_state srv_agent_state \
        bk_f_forced_id srv_f_forced_id srv_fqdn srv_port srvrecord srv_use_ssl srv_check_port srv_check_addr \
        srv_agent_addr srv_agent_port

        """

    private func observed(_ servers: String) throws -> Observed {
        try Observed(
            info: Array("Name: HAProxy\nPid: 12\ndescription: slipway-abc\n".utf8),
            hosts: Array("0x55d0 shop.localhost be_00003\n0x55d1 shop.localhost be_00004\n".utf8),
            pages: Array("0x55d2 blog.localhost stopped:blog\n".utf8), servers: Array((Self.head + servers).utf8))
    }

    @Test func answersBecomeValues() throws {
        let now = try observed(
            "3 be_00003 1 uaaa 127.0.0.5 2 0 1 1 0 1 0 1 6 0 0 0 - 9001 - 0 0 - - 0\n"
                + "4 be_00004 1 ubbb 127.0.0.6 0 1 1 1 1 6 3 2 2 0 0 0 - 9002 - 0 0 - - 0\n"
                + "5 other 1 uccc 127.0.0.7 2 0 1 1 1 6 3 2 6 0 0 0 - 9001 - 0 0 - - 0\n")
        #expect(now.pid == 12)
        #expect(now.frame == "slipway-abc")
        #expect(now.hosts == ["shop.localhost": ["be_00003", "be_00004"]])
        #expect(now.pages == ["blog.localhost": ["stopped:blog"]])
        #expect(now.servers.map(\.name) == ["uaaa", "ubbb"])
        #expect(now.servers.map(\.isUp) == [true, false])
        #expect(now.servers.map(\.inMaintenance) == [false, true])
        #expect(now.servers.map(\.isChecked) == [true, false])
        #expect(now.servers.map(\.port) == [9001, 9002])
        #expect(now.slotsInUse == [3, 4])
    }

    @Test func anAnswerWithoutAPidIsAFailure() {
        #expect(throws: Failure.self) { try Observed(info: [], hosts: [], pages: [], servers: []) }
    }

    @Test func sessionsAreThoseServedAndThoseThatWait() {
        let stat =
            "# pxname,svname,qcur,qmax,scur,smax\nbe_00007,uaaa,0,0,1,3,1\nbe_00007,ubbb,1,1,2,3,1\n"
            + "be_00007,BACKEND,2,9,3,9,1\nweb,FRONTEND,,,5,9,1\n"
        let sessions = Sessions(Array(stat.utf8))
        #expect(sessions[7] == 5)
        #expect(sessions[7, "uaaa"] == 1)
        #expect(sessions[7, "ubbb"] == 3)
        #expect(sessions[8] == 0)
        #expect(sessions[8, "uaaa"] == 0)
    }
}

@Suite struct RouterRequestTests {
    @Test func requestsAreOneLine() throws {
        #expect(try RouterRequest("sync") == .sync)
        #expect(try RouterRequest("retire 3fa9") == .retire(unit: "3fa9"))
        #expect(try RouterRequest("restore 3fa9") == .restore(unit: "3fa9"))
        #expect(try RouterRequest("idle 3fa9 250") == .idle(unit: "3fa9", seconds: 0.25))
        #expect(try RouterRequest("await shop_web_1 2 1500") == .await(service: "shop_web_1", count: 2, seconds: 1.5))
    }

    @Test(arguments: [
        "", "sync now", "await", "await shop", "await shop x 1", "await shop 1 -1", "reload", "retire", "retire a b",
        "idle a", "idle a -1",
    ])
    func otherLinesAreRefused(line: String) {
        #expect(throws: Failure.self) { try RouterRequest(line) }
    }
}

@Suite struct RouterCommandTests {
    @Test func runIsTheDefault() throws {
        #expect(try RouterCommand.parse([]).verb == .run)
        let (verb, folder) = try RouterCommand.parse(["--data", "/srv/x", "render"])
        #expect(verb == .render)
        #expect(folder == Folder("/srv/x"))
    }

    @Test(arguments: [["stop"], ["--data"], ["run", "render"]])
    func otherArgumentsAreRefused(arguments: [String]) {
        #expect(throws: Failure.self) { try RouterCommand.parse(arguments) }
    }
}
