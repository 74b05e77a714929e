import Glibc
import Model
import Pipeline
import Routing
import Server
import Testing

@testable import Doctor
@testable import Engine
@testable import System

private let shop = AppName(unchecked: "shop")

private func site(server: Result<ServerStatus, Failure> = .failure(Failure(.unavailable, "no server"))) -> Site {
    Site(
        folder: Folder("/srv/x"), settings: Settings(), installation: Installation(programs: "/p", share: "/s"),
        server: server, engineAnswers: false, firewall: nil)
}

@Suite struct CheckTests {
    @Test func oneThatHangsHoldsUpNoOther() {
        let end = Signal()
        defer { end.raise() }
        let checks = [
            Check("hangs") { _ in
                end.wait(for: 10)
                return []
            }, Check("well") { _ in [.ok("it is")] },
            Check("fails") { _ in throw Failure(.unavailable, "it broke", hint: "mend") },
        ]
        let began = Instant.now
        let findings = Check.run(checks, on: site(), within: 0.5)
        #expect(began.elapsed < 5)
        #expect(findings.map(\.area) == ["hangs", "well", "fails"])
        #expect(findings.map(\.state) == [.failed, .ok, .failed])
        #expect(findings[2].text == "it broke" && findings[2].mend == "mend")
    }

    @Test func whatFailedStandsFirst() {
        let findings = [Verdict.ok("a"), .warning("b", mend: "m"), .failed("c", mend: "m"), .ok("d")].map {
            $0.finding("x")
        }
        #expect(Examination.ordered(findings).map(\.text) == ["c", "b", "a", "d"])
    }

    @Test func aServerThatIsDownIsOneFindingAndItsDaemonsNone() {
        let areas = Examination.checks(for: site()).map(\.area)
        #expect(areas == ["server", "hooks", "store", "disk", "clock", "tools"])
        let finding = ServerChecks.server.findings(site())
        #expect(finding.map(\.mend) == ["slipway up --detach"])
    }
}

@Suite struct VerdictTests {
    @Test(
        arguments: [
            ((512 << 20) - 1, nil, Finding.State.failed), (512 << 20, nil, .warning),
            (1024 << 20, nil, .ok), (1024 << 20, Preflight.inodes - 1, .failed),
            (1024 << 20, Preflight.inodes, .warning), (1024 << 20, Preflight.inodes * 2, .ok),
        ] as [(Int, Int?, Finding.State)])
    func aDiskNeedsBytesAndInodes(bytes: Int, inodes: Int?, state: Finding.State) {
        let verdict = HostChecks.verdict(
            "it", "/x", FreeSpace(bytes: bytes, inodes: inodes, device: 1), reserve: 512 << 20)
        #expect(verdict.finding("disk").state == state)
    }

    @Test func anOldToolIsNamedWithWhatIsNeeded() {
        let tool = ToolChecks.Tool(
            name: "haproxy", command: [], prefix: "HAProxy version ", package: "haproxy", oldest: [2, 6])
        #expect(
            ToolChecks.verdict(tool, "HAProxy version 2.6.12-1+deb12u4 2026/10/17") == .ok("haproxy 2.6.12-1+deb12u4"))
        #expect(ToolChecks.verdict(tool, "HAProxy version 2.10.1 …") == .ok("haproxy 2.10.1"))
        #expect(
            ToolChecks.verdict(tool, "HAProxy version 2.2.9")
                == .failed("haproxy is 2.2.9, and 2.6 is needed", mend: "apt-get install haproxy"))
        #expect(ToolChecks.verdict(tool, "what?").finding("tools").state == .failed)
    }

    @Test func networksAreMissedAndOrphaned() {
        func network(_ app: String) -> Network {
            Network(
                id: app, name: "\(app)_default", driver: "overlay", scope: "swarm", attachable: true,
                labels: [EngineLabel.app: app], subnets: [])
        }
        #expect(
            EngineChecks.verdicts(apps: ["shop", "new"], live: ["shop"], networks: [network("shop"), network("new")])
                .map { $0.finding("").state } == [.ok])
        #expect(
            EngineChecks.verdicts(apps: ["shop"], live: ["shop"], networks: [network("gone")]) == [
                .failed("app 'shop' has none, and is live", mend: "slipway deploy shop"),
                .warning("'gone_default' is of an app that isn't there", mend: "slipway gc"),
            ])
    }
}
