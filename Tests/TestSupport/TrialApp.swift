import Model
import System

/// An app that runs the unit for trials (Tests/Unit), which fails in the way that a commit says.
public struct TrialApp: Sendable {
    public let repository: TestRepository
    public let name: String
    public let server: TestServer

    /// A new app that nobody has pushed yet.
    public init(_ name: String, on server: TestServer, create: Bool = true) throws {
        try server.makeTrialUnit()
        self.name = name
        self.server = server
        repository = try TestRepository(name, on: server, create: create)
        for example in ["start", "page.html"] { try Files.remove("\(repository.path)/\(example)") }
    }

    /// Another user's clone of it, as it is now.
    public init(cloneOf other: TrialApp) throws {
        (name, server) = (other.name, other.server)
        repository = try other.repository.clone()
    }

    /// Commits a release whose unit behaves like this (see `Manner`); the commit. Its image is new in any case.
    /// - Parameter lines: More of its Dockerfile.
    @discardableResult
    public func commit(_ manner: String = "", lines: String = "", subject: String? = nil) throws -> String {
        let words = (["/unit"] + manner.split(separator: " ").map(String.init)).map { "\"\($0)\"" }
        try repository.write("change", "\(UInt64.random(in: 0 ... .max))\n")
        try repository.write(
            "Dockerfile",
            "FROM trial-unit\nEXPOSE 8080\nCOPY change /change\n\(lines)\nCMD [\(words.joined(separator: ", "))]\n")
        return try repository.commit(subject ?? (manner.isEmpty ? "well" : manner))
    }

    /// Commits and pushes a release that is well, and fails where it doesn't become live; the commit.
    @discardableResult
    public func deploy() throws -> String {
        let commit = try commit()
        let push = try repository.push()
        guard push.status == 0 else { throw Failure(.unavailable, "push of '\(name)' failed: \(push.error)") }
        return commit
    }

    /// A release as `slipway releases list --format json` has it.
    public struct Release: Decodable, Sendable {
        public let release: String
        public let commit: String
        public let outcome: String
        public let reason: String?
    }

    /// The newest first.
    public var releases: [Release] {
        get throws {
            let text = try server.slipway("releases", "list", name, "--format", "json")
            return try JSON.decode([Release].self, from: text.utf8, source: "slipway releases list")
        }
    }

    /// The release that the unit behind the router says it is: `v3`; nil without a right answer.
    public var answering: String? {
        guard let answer = server.get(name, limit: 5), answer.status == 200 else { return nil }
        let words = answer.body.split(separator: "\n").first?.split(separator: " ") ?? []
        return words.count == 3 && words[0] == name ? String(words[2]) : nil
    }

    /// How many of the app's units, services and networks the engine has.
    public func engineCount(_ what: String...) throws -> Int {
        try Command(
            ["/usr/bin/docker"] + what + ["-q", "--filter", "label=\(EngineLabel.app)=\(name)"],
            environment: server.plain
        ).check("list").split(separator: "\n").count
    }
}

extension TestServer {
    /// The image of the unit for trials, with the libraries that it names.
    func makeTrialUnit() throws {
        if try Command(["/usr/bin/docker", "image", "inspect", "trial-unit"], environment: plain).run().status == 0 {
            return
        }
        let folder = try TemporaryFolder(below: work)
        let program = "\(try Self.buildFolder(root))/trial-unit"
        try Files.makeFolder("\(folder.path)/lib", mode: 0o755)
        try Command(["cp", program, "\(folder.path)/unit"]).check("copy the unit")
        for line in try Command(["ldd", program], environment: Environment.all).check("ask ldd").split(separator: "\n")
        {
            // `libm.so.6 => /lib/libm.so.6 (0x…)`, or the loader alone.
            guard let path = line.split(separator: " ").map(String.init).first(where: { $0.contains("/") }) else {
                continue
            }
            let file = path.drop { $0.isWhitespace }
            try Command(["cp", "-L", String(file), "\(folder.path)/lib/"]).check("copy '\(file)'")
        }
        try Files.write(
            "\(folder.path)/Dockerfile",
            "FROM busybox\nCOPY lib/ld-linux* /lib64/\nCOPY lib /lib\nCOPY unit /unit\nENV LD_LIBRARY_PATH=/lib\n")
        var environment = plain
        environment["DOCKER_BUILDKIT"] = "1"
        try Command(["/usr/bin/docker", "build", "-q", "-t", "trial-unit", folder.path], environment: environment)
            .check("build the unit's image")
    }
}
