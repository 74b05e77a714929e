import Doctor
import Model
import System

enum DoctorCommand {
    static let doctor = CommandDefinition(
        path: ["doctor"], summary: "Look whether all parts are well",
        discussion: """
            Looks at the server's daemons, engine, swarm, networks, registry, router, sshd, hooks, Store, disks, clock, tools
            and live apps. Each line that isn't ok says what to type on the server. It changes nothing, and ends with 0 where
            nothing failed. Typed as root on the server it also sees whether Swarm's ports are closed.
            """,
        options: [.format, .quiet],
        examples: ["slipway doctor", "ssh slipway@HOST doctor --format json"], isRoot: true
    ) { invocation in
        let findings = try Examination(invocation.folder).run()
        try Listing(
            rows: findings,
            columns: [
                ("AREA", { $0.area }), ("STATE", { $0.state.rawValue }), ("FINDING", { $0.text }),
                ("MEND IT WITH", { $0.mend ?? "" }),
            ], empty: "nothing was looked at"
        ).print(invocation)
        return findings.contains { $0.state == .failed } ? Failure.Code.failed.rawValue : 0
    }
}
