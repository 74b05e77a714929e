import Model
import System

/// A table of our own that closes Swarm's ports to containers and to other hosts. The engine binds its control ports
/// to loopback where it can; the overlay's own (VXLAN, 4789) it binds to all addresses.
enum Firewall {
    static let table = "slipway"

    static let rules = """
        table inet \(table)
        delete table inet \(table)
        table inet \(table) {
            chain input {
                type filter hook input priority -10; policy accept;
                iifname "lo" accept
                tcp dport { 2377, 7946 } drop
                udp dport { 4789, 7946 } drop
            }
        }

        """

    static func apply() throws {
        try Command(["nft", "-f", "-"], input: Array(rules.utf8)).check("close Swarm's ports with nftables")
    }

    static func remove() {
        _ = try? Command(["nft", "delete", "table", "inet", table]).run()
    }
}
