import Glibc
import Model
import System
import Testing

@testable import Routing

/// A router with a HAProxy of its own in a folder of its own.
final class Harness: Sendable {
    let folder: Folder
    let sources = FakeSources()
    let port = Loopback.freePort()
    /// Changed by a test that has the router start anew with another.
    let changed = Shared<Settings?>(nil)
    private let router = Shared<(router: Router, ended: Signal)?>(nil)
    private let haproxy = Shared<Child?>(nil)

    init() throws {
        signal(SIGPIPE, SIG_IGN)
        var template = Array("/tmp/rt-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw Failure.system("make a folder") }
        folder = Folder(String(decoding: template.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self))
    }

    var settings: Settings {
        if let changed = changed.value { return changed }
        var settings = Settings()
        settings.httpPort = port
        return settings
    }

    var client: RouterClient { RouterClient(socket: folder.routerSocket) }

    /// Runs a test's body and ends everything after it.
    static func run(_ body: (Harness) throws -> Void) throws {
        let harness = try Harness()
        defer { harness.end() }
        try harness.render()
        try harness.startHAProxy()
        try harness.startRouter()
        try body(harness)
    }

    func makeRouter() -> Router { Router(folder: folder, settings: settings, intent: sources, facts: sources) }

    func render() throws { try makeRouter().render() }

    func startHAProxy() throws {
        let log = try Descriptor.open("\(folder.root)/haproxy.log", O_WRONLY | O_CREAT | O_APPEND)
        let child = try Child(
            HAProxy.command(folder), environment: Command.plainEnvironment, streams: .init(output: log, error: log))
        haproxy.update { $0 = child }
        let up = poll(for: 10) { (try? HAProxySession(folder.haproxySocket)) != nil ? true : nil }
        try #require(up == true, "HAProxy does not start: \((try? Files.read("\(folder.root)/haproxy.log")) ?? "")")
    }

    func startRouter() throws {
        let router = makeRouter()
        let ended = Signal()
        self.router.update { $0 = (router, ended) }
        Threads.start {
            do { try router.run() } catch { Report.problem("router: \(error)") }
            ended.raise()
        }
        let up = poll(for: 10, every: 0.002) { (try? client.sync()) != nil ? true : nil }
        try #require(up == true, "the router does not start")
    }

    func stopRouter() {
        guard let (router, ended) = router.value else { return }
        router.stop()
        sources.breakStream()
        ended.wait(for: 10)
        self.router.update { $0 = nil }
    }

    /// Master and worker at once, with SIGKILL.
    func killHAProxy() {
        haproxy.value?.signal(SIGKILL)
        haproxy.value?.wait()
    }

    func end() {
        stopRouter()
        haproxy.value?.end(within: 2)
        haproxy.value?.signal(SIGKILL)
        try? Files.remove(folder.root)
    }

    func get(_ host: String?, _ path: String = "/", headers: [String] = []) throws -> Answer {
        try HTTPClient(port).get(host, path, headers: headers)
    }

    /// Waits for a service's units in HAProxy.
    @discardableResult
    func await(_ service: String, _ count: Int) throws -> RouterState {
        let state = try client.awaitUnits(of: service, count: count, seconds: 10)
        try #require(state.up(service) >= count, "\(state)")
        return state
    }

    /// Starts a unit of an app and makes its service live.
    func deploy(
        _ app: AppName, _ service: String, domains: [Domain], slowness: Double = 0.5
    ) throws -> FakeUnit {
        let unit = try FakeUnit(app, service, slowness: slowness)
        sources.start(unit.unit)
        try self.await(service, 1)
        sources.live(app, service, domains: domains)
        let state = try client.sync()
        try #require(state.problem == nil, "\(state.problem ?? "")")
        return unit
    }
}

/// Clients that ask without a pause, in the background.
final class Load: Sendable {
    private let stopped = Shared(false)
    private let ended = Signal()
    let answers = Shared<[String: Int]>([:])
    let failures = Shared<[String]>([])
    /// By the address of the unit that answered.
    let addresses = Shared<[String: Int]>([:])
    private let clients: Int

    /// - Parameters:
    ///   - requests: Method and path; a client sends them by turns.
    ///   - keepAlive: One connection for all requests of a client, or one for each.
    init(
        _ port: Int, _ host: String, _ requests: [(method: String, path: String)] = [("GET", "/")], clients: Int = 4,
        keepAlive: Bool = false
    ) {
        self.clients = clients
        for _ in 0..<clients {
            Threads.start { [self] in
                var client: HTTPClient?
                var turn = 0
                while !stopped.value {
                    let (method, path) = requests[turn % requests.count]
                    turn += 1
                    do {
                        let now = try client ?? HTTPClient(port)
                        let answer = try now.get(host, path, method: method)
                        answers.update { $0[answer.service, default: 0] += 1 }
                        addresses.update { $0[answer.address, default: 0] += 1 }
                        if answer.status != 200 { failures.update { $0.append("\(answer.status) \(answer.body)") } }
                        client = keepAlive && answer.header("connection") != "close" ? now : nil
                    } catch {
                        failures.update { $0.append("\(error)") }
                        client = nil
                    }
                }
                ended.raise()
            }
        }
    }

    func stop() {
        stopped.update { $0 = true }
        for _ in 0..<clients { ended.wait(for: 20) }
    }

    var count: Int { answers.value.values.reduce(0, +) }

    /// Until so many more requests were answered.
    func more(_ requests: Int) throws {
        let goal = count + requests
        try #require(poll(for: 20) { count >= goal ? true : nil } == true, "\(failures.value.prefix(3))")
    }
}
