import Model
import System

/// A table of our own that closes Swarm's ports to containers and to other hosts. The engine binds its control ports
/// to loopback where it can; the overlay's own (VXLAN, 4789) it binds to all addresses.
public struct Firewall {
    /// One a server, so that two on one host don't take each other's away.
    let table: String

    public init(_ folder: Folder) { table = "slipway_\(SHA256.hex(of: folder.root).prefix(8))" }

    func apply(_ installation: Installation) throws {
        let rules = try Template("firewall.nft", installation).render(["table": table])
        try Command(["nft", "-f", "-"], input: Array(rules.utf8)).check("close Swarm's ports with nftables")
    }

    /// Whether the table is there, which root alone can see.
    public func isInPlace() throws -> Bool {
        let outcome = try Command(["nft", "list", "table", "inet", table], limit: 5).run()
        return outcome.status == 0 && ["2377", "4789", "7946"].allSatisfy { outcome.output.contains($0) }
    }

    func remove() { _ = try? Command(["nft", "delete", "table", "inet", table]).run() }
}
