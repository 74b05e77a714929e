import Model
import System
import TestSupport

/// What reading a large stack file costs, from a process's start to its end.
struct StackBench {
    let server: TestServer
    let rounds: Int

    func show() throws -> Comparison {
        guard let oracle = Self.oracles.first(where: Files.exists) else {
            throw Failure(.unavailable, "docker compose is not installed", hint: "scripts/install-packages")
        }
        let folder = "\(server.work)/two-hundred"
        try Files.makeFolder(folder)
        try Files.write("\(folder)/compose.yaml", Self.file(services: 200))
        var result = Comparison(
            "`stack show` of a file with 200 services", against: "`docker compose config`", atMost: 0.2)
        for _ in 0..<rounds {
            result.ours.add(try timed { try run(["\(server.programs)/slipway", "stack", "show"], folder) })
            result.theirs.add(try timed { try run([oracle, "config"], folder) })
        }
        return result
    }

    private static let oracles = [
        "/usr/local/lib/slipway-oracles/docker-compose", "/usr/libexec/docker/cli-plugins/docker-compose",
    ]

    private func run(_ words: [String], _ folder: String) throws {
        var environment = server.plain
        environment["PWD"] = folder
        let shown = try Command(words, environment: environment, directory: folder).check("show the stack")
        guard shown.contains("service-199:") else { throw Failure(.software, "\(words[0]) shows no service-199") }
    }

    /// Services as people write them: in short forms, with what they have in common merged in.
    static func file(services count: Int) -> String {
        var text = """
            x-service: &service
              restart: unless-stopped
              stop_grace_period: 30s
              logging:
                driver: json-file
                options: {max-size: 10m, max-file: "3"}
              networks: [default, back]
            services:

            """
        for number in 0..<count {
            text += """
                  service-\(number):
                    <<: *service
                    image: registry.example.org/team/service-\(number):${TAG:-1.\(number)}
                    command: ["serve", "--port", "80", "--workers", "\(number % 8 + 1)"]
                    environment:
                      - LOG_LEVEL=${LOG_LEVEL:-info}
                      - DATABASE_URL=postgres://service-\(number):secret@service-0:5432/service-\(number)
                      - CACHE=service-1:6379
                      - NUMBER=\(number)
                    labels:
                      org.example.team: team-\(number % 7)
                      \(number == 0 ? "slipway.domain: www.example.org" : "org.example.tier: \"\(number % 3)\"")
                    expose: ["80", "9090"]
                    volumes:
                      - data-\(number):/var/lib/service
                    tmpfs: [/tmp]
                    depends_on: [\(number < 2 ? "" : "service-0, service-\(number - 1)")]
                    healthcheck:
                      test: wget -q -O - http://localhost/health
                      interval: 10s
                      timeout: 2s
                      retries: 3
                      start_period: 1m
                    deploy:
                      replicas: \(number % 3 + 1)
                      resources:
                        limits: {cpus: "0.5", memory: 256M}
                        reservations: {memory: 64M}

                """
        }
        text += "networks:\n  back:\n    internal: true\nvolumes:\n"
        for number in 0..<count { text += "  data-\(number):\n" }
        return text
    }
}
