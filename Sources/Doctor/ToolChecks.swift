import Build
import Model
import System

/// The programs of others that ours start.
enum ToolChecks {
    struct Tool: Sendable {
        let name: String
        let command: [String]
        /// What its version stands behind.
        let prefix: String
        let package: String
        /// The oldest that will do, as major and minor number.
        var oldest: [Int]?
    }

    private static let all = [
        Tool(name: "git", command: ["git", "--version"], prefix: "git version ", package: "git", oldest: [2, 11]),
        // From 2.5 on servers can be added while it runs.
        Tool(
            name: "haproxy", command: ["haproxy", "-v"], prefix: "HAProxy version ", package: "haproxy", oldest: [2, 6]),
        Tool(
            name: "docker-registry", command: ["docker-registry", "--version"], prefix: "docker/distribution ",
            package: "docker-registry"),
        // sshd itself doesn't tell before OpenSSH 9.
        Tool(name: "sshd", command: ["ssh", "-V"], prefix: "OpenSSH_", package: "openssh-server"),
    ]

    static let tools = Check("tools") { site in
        let verdicts = Threads.map(all) { look($0) } + (site.engineAnswers ? [docker(site)] : [])
        let problems = verdicts.filter { if case .ok = $0 { false } else { true } }
        let versions = verdicts.compactMap { if case .ok(let text) = $0 { text } else { nil } }
        return problems + (versions.isEmpty ? [] : [.ok(versions.joined(separator: ", "))])
    }

    private static func look(_ tool: Tool) -> Verdict {
        let install = "apt-get install \(tool.package)"
        if tool.name == "sshd", !Files.exists("/usr/sbin/sshd") {
            return .failed("there is no '/usr/sbin/sshd'", mend: install)
        }
        guard let outcome = try? Command(tool.command, limit: 5).run() else {
            return .failed("there is no '\(tool.name)'", mend: install)
        }
        return verdict(tool, outcome.output + outcome.error)
    }

    static func verdict(_ tool: Tool, _ said: String) -> Verdict {
        let install = "apt-get install \(tool.package)"
        guard let found = said.firstRange(of: tool.prefix) else {
            return .failed("'\(tool.name)' does not tell its version", mend: install)
        }
        let version = said[found.upperBound...].prefix { !$0.isWhitespace && $0 != "," }
        let numbers = version.split(whereSeparator: { !$0.isNumber }).prefix(2).compactMap { Int($0) }
        if let oldest = tool.oldest, numbers.lexicographicallyPrecedes(oldest) {
            let wanted = oldest.map(String.init).joined(separator: ".")
            return .failed("\(tool.name) is \(version), and \(wanted) is needed", mend: install)
        }
        return .ok("\(tool.name) \(version)")
    }

    /// Even for its version the client asks the engine first.
    private static func docker(_ site: Site) -> Verdict {
        do {
            let client = try BuilderCLI.find(memory: "\(site.folder.builds)/docker/versions.json")
            return .ok("'\(client.program)' with BuildKit")
        } catch {
            return .failed("\(error)", mend: "apt-get install docker-buildx")
        }
    }
}
