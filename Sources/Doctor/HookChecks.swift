import Glibc
import Model
import Server
import System

/// The hooks and the programs that they chain: all there, and of one version.
enum HookChecks {
    /// What git starts by itself: one that isn't executable it skips without a word that anybody heeds.
    private static let gits = ["pre-receive", "post-receive"]
    private static let scripts = ["deploy", "change"]
    private static let stages = [
        "receiver", "builder", "pusher", "runner", "launcher", "router", "keeper", "slipway-shell",
    ]

    static let hooks = Check("hooks") { site in
        let problems =
            gits.compactMap { lack(X_OK, of: "\(site.installation.hooks)/\($0)", so: ": git passes it over") }
            + scripts.compactMap { lack(R_OK, of: "\(site.installation.hooks)/\($0)") }
            + Threads.map(stages) { stage("\(site.installation.programs)/\($0)", named: $0) }.compactMap { $0 }
            + [shell(site)].compactMap { $0 }
        return problems.isEmpty
            ? [.ok("executable in '\(site.installation.hooks)', with all stages of version \(Version.number)")]
            : problems
    }

    private static func lack(_ mode: Int32, of path: String, so consequence: String = "") -> Verdict? {
        guard Files.exists(path) else { return .failed("there is no '\(path)'", mend: "make install") }
        guard access(path, mode) != 0 else { return nil }
        let word = mode == X_OK ? "executable" : "readable"
        return .failed("'\(path)' is not \(word)\(consequence)", mend: "chmod 755 \(path)")
    }

    private static func stage(_ path: String, named name: String) -> Verdict? {
        if let verdict = lack(X_OK, of: path) { return verdict }
        let said = (try? Command([path, "--version"], limit: 5).run().output)?.split(separator: "\n").first ?? ""
        guard said != "\(name) \(Version.number)" else { return nil }
        return .failed(
            "'\(path)' says \(String(said).quotedForPeople), and this is version \(Version.number)",
            mend: "make install")
    }

    /// What sshd starts for a push.
    private static func shell(_ site: Site) -> Verdict? {
        guard let entry = getpwnam(Account.name) else {
            return .failed("there is no user '\(Account.name)'", mend: site.restartAll)
        }
        let shell = String(cString: entry.pointee.pw_shell)
        guard shell != "\(site.installation.programs)/slipway-shell" else { return nil }
        return .failed("pushes come to '\(shell)', which is of another installation", mend: site.restartAll)
    }
}
