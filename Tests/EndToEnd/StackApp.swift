import Model
import System
import TestSupport
import Testing

/// An app of a stack file whose services are busybox, and what is seen within their units.
struct StackApp {
    let name: String
    let server: TestServer
    let repository: TestRepository

    /// What most of the services have in common, to be merged in: each serves what its variable SAYS says.
    static let common = """
        x-unit: &unit
          image: busybox
          command: ["sh", "-c", "mkdir -p /www; echo \\"$$SAYS\\" >/www/index.html; exec httpd -f -p 80 -h /www"]
          expose: ["80"]
          stop_grace_period: 1s

        """

    init(_ name: String, on server: TestServer) throws {
        self.name = name
        self.server = server
        repository = try TestRepository(name, on: server, example: nil)
    }

    /// Commits a compose.yaml with these services, and whatever stands after them, and pushes it.
    func push(_ services: String) throws -> Command.Outcome {
        try repository.write("compose.yaml", "\(Self.common)\(services)\n")
        try repository.commit("change the stack")
        return try repository.push()
    }

    /// As `push`; fails where it doesn't become live.
    func deploy(_ services: String, at location: SourceLocation = #_sourceLocation) throws {
        let push = try push(services)
        try #require(push.status == 0, "\(push.error)", sourceLocation: location)
    }

    /// The containers of one service that run.
    func units(of service: String) throws -> [String] {
        try server.docker(
            "ps", "-q", "--no-trunc", "--filter", "label=\(EngineLabel.app)=\(name)", "--filter",
            "label=\(EngineLabel.service)=\(service)"
        ).split(separator: "\n").map(String.init)
    }

    /// What a script says in a unit of a service, without the last end of line.
    @discardableResult
    func run(in service: String, _ script: String) throws -> String {
        let unit = try #require(try units(of: service).first, "'\(service)' has a unit")
        return try server.docker("exec", unit, "sh", "-c", script).trimmed
    }

    /// What a unit gets as the page of a host, or nothing.
    func page(from service: String, of host: String) throws -> String {
        try run(in: service, "timeout 2 wget -q -O - http://\(host)/ || true")
    }
}
