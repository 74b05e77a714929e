import Model
import Store
import System

/// All that is known of one release.
struct ReleaseDetails: Encodable {
    struct Service: Encodable {
        let service: String
        let image: String
        let engineName: String
        let port: Int?
        let replicas: Int
    }

    let release: ReleaseRow
    /// The whole id.
    let commit: String
    let services: [Service]
    /// Names only.
    let configuration: [String]
    /// Seconds by step.
    let steps: [String: Double]
    let log: String?

    init(_ release: Release, _ ledger: Ledger, _ context: Context) throws {
        self.release = ledger.row(release)
        commit = release.commit.rawValue
        services = release.services.map { service in
            Service(
                service: service.service.rawValue, image: "\(service.image.repository)@\(service.image.digest)",
                engineName: service.engineName, port: service.port, replicas: service.replicas)
        }
        // A snapshot that was cleaned away with older releases has no names to show.
        let names = try? context.configuration(of: release.app, release.configuration).keys
        configuration = (names.map(Array.init) ?? []).map(\.rawValue).sorted()
        steps = release.seconds
        log = release.log
    }

    func print(_ invocation: Invocation) throws {
        guard invocation.values["format"] != "json" else { return Report.result(try JSON.pretty(self)) }
        var lines: [(String, String)] = [
            ("release", "\(release.release)  \(release.outcome)"), ("commit", "\(commit)  \(release.subject)"),
            ("author", release.author), ("by", release.pusher),
            ("origin", release.restores.map { "\(release.origin) of \($0)" } ?? release.origin),
            ("started", release.started), ("finished", release.finished ?? "-"),
        ]
        if let reason = release.reason { lines.append(("reason", reason)) }
        for service in services {
            lines.append(("service", "\(service.service)  \(service.replicas) × \(service.image)"))
            lines.append(("", "\(service.engineName)\(service.port.map { ", port \($0)" } ?? "")"))
        }
        if !configuration.isEmpty { lines.append(("variables", configuration.joined(separator: " "))) }
        for (step, seconds) in steps.sorted(by: { $0.key < $1.key }) where step != "total" {
            lines.append(("seconds", "\(step) \(Report.seconds(seconds))"))
        }
        if let total = steps["total"] { lines.append(("total", Report.seconds(total))) }
        for (name, text) in lines { Report.result("\(name.padded(to: 11))\(text)") }
    }
}
