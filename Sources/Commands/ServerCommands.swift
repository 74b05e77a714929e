import Glibc
import Model
import Server
import System

enum ServerCommands {
    static let all = [up, down, status, version]

    static let up = CommandDefinition(
        path: ["up"], summary: "Start a server and keep it running",
        discussion: """
            Starts what is needed in the foreground: an engine where none answers, a swarm of one, the registry, the router
            and an sshd of its own. What ends is restarted; Ctrl-C stops all that was started here. Options are kept in the
            data folder for the next time.
            """,
        options: [
            .init(name: "data", value: "FOLDER", help: "where all state lies (/var/lib/slipway)"),
            .init(name: "detach", help: "return when it is ready; its log is FOLDER/server.log"),
            .init(name: "domain", value: "NAME", help: "apps answer below it: APP.NAME (localhost)"),
            .init(name: "address", value: "IP", help: "where the router and sshd listen (127.0.0.1)"),
            .init(name: "ssh-port", value: "PORT", help: "(2222)"),
            .init(name: "http-port", value: "PORT", help: "(8080)"),
            .init(name: "registry-port", value: "PORT", help: "on loopback (5000)"),
            .init(name: "engine", value: "SOCKET", help: "the engine's unix socket (/var/run/docker.sock)"),
            .init(name: "build-seconds", value: "N", help: "how long one build may take (1800)"),
            .init(name: "build-memory", value: "MIB", help: "what all builds together may use; 0: no limit (0)"),
            .init(name: "build-cpus", value: "CORES", help: "what all builds together may use; 0: no limit (0)"),
            .init(name: "build-cache", value: "GIB", help: "how much build cache stays (10)"),
            .init(name: "keep", value: "N", help: "how many releases of an app one can go back to (10)"),
            .init(name: "reserve", value: "MIB", help: "what builds and pushes leave free on the disk (512)"),
        ],
        examples: ["slipway up", "slipway up --detach --domain apps.example.org --address 0.0.0.0 --http-port 80"],
        isHostOnly: true, isRoot: true
    ) { invocation in
        let folder = invocation.values["data"].map(Folder.init) ?? invocation.folder
        guard folder.root.hasPrefix("/"), folder.root.utf8.allSatisfy({ allowedInData.contains($0) }) else {
            throw Failure(
                .usage,
                "--data \(folder.root.quotedForPeople): expected a path from '/' on, of letters, digits and /._-+@")
        }
        let settings = try settings(invocation, folder)
        guard invocation.has("detach") else {
            try Server(folder: folder, settings: settings).run()
            return 0
        }
        let program = try Installation.current().programs + "/slipway"
        var words = [program, "up", "--data", folder.root]
        for (name, value) in invocation.values where name != "data" { words += ["--\(name)", value] }
        try Readiness.startDetached(words, folder: folder)
        return 0
    }

    /// What HAProxy, sshd and the registry all take in a path.
    private static let allowedInData = Set("/._-+@0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)

    /// What was kept, changed by what was typed.
    private static func settings(_ invocation: Invocation, _ folder: Folder) throws -> Settings {
        var settings = Files.exists(folder.settings) ? try Settings.load(folder) : Settings()
        if let domain = invocation.values["domain"] { settings.domain = try Domain(domain.lowercased()).rawValue }
        if let address = invocation.values["address"] {
            guard TCP.isAddress(address) else {
                throw Failure(.usage, "--address \(address.quotedForPeople): expected an IPv4 address, such as 0.0.0.0")
            }
            settings.address = address
        }
        if let port = try invocation.number("ssh-port", in: 1...65535) { settings.sshPort = port }
        if let port = try invocation.number("http-port", in: 1...65535) { settings.httpPort = port }
        if let port = try invocation.number("registry-port", in: 1...65535) { settings.registryPort = port }
        if let socket = invocation.values["engine"] { settings.engineSocket = socket }
        if let seconds = try invocation.number("build-seconds", in: 1...86400) { settings.build.seconds = seconds }
        if let memory = try invocation.number("build-memory", in: 0...1 << 30) { settings.build.memory = memory }
        if let text = invocation.values["build-cpus"] {
            guard let cpus = Double(text), cpus >= 0 else {
                throw Failure(.usage, "--build-cpus \(text.quotedForPeople): expected a number of cores, such as 1.5")
            }
            settings.build.cpus = cpus
        }
        if let cache = try invocation.number("build-cache", in: 0...1 << 20) { settings.buildCache = cache }
        if let keep = try invocation.number("keep", in: 1...1000) { settings.keep = keep }
        if let reserve = try invocation.number("reserve", in: 0...1 << 30) { settings.reserve = reserve }
        return settings
    }

    static let down = CommandDefinition(
        path: ["down"], summary: "Stop the server and all that it started",
        discussion: "Apps and their data stay in the data folder and in the engine; 'slipway up' brings them back.",
        options: [.init(name: "data", value: "FOLDER", help: "(/var/lib/slipway)")],
        examples: ["slipway down", "slipway down --data /srv/slipway"], isHostOnly: true, isRoot: true
    ) { invocation in
        try RunningServer.stop(invocation.values["data"].map(Folder.init) ?? invocation.folder)
        Report.line("stopped")
        return 0
    }

    static let status = CommandDefinition(
        path: ["status"], summary: "Show what the server runs",
        options: [.init(name: "data", value: "FOLDER", help: "(/var/lib/slipway)"), .format, .quiet],
        examples: ["slipway status", "slipway status --format json"]
    ) { invocation in
        let folder = invocation.values["data"].map(Folder.init) ?? invocation.folder
        let status = try RunningServer.status(folder)
        try Listing(
            rows: status.daemons,
            columns: [
                ("NAME", { $0.name }), ("PID", { $0.pid.map(String.init) ?? "-" }),
                ("RESTARTS", { String($0.restarts) }), ("SINCE", { Timestamp.text($0.since) }),
            ], empty: "nothing runs"
        ).print(invocation)
        return status.daemons.allSatisfy { $0.pid != nil } ? 0 : Failure.Code.unavailable.rawValue
    }

    static let version = CommandDefinition(
        path: ["version"], summary: "Print the version", examples: ["slipway version", "ssh slipway@HOST version"]
    ) { _ in
        Report.result("slipway \(Version.number)")
        return 0
    }
}
