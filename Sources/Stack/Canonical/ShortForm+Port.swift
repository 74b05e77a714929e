import Model
import YAML

extension ShortForm {
    /// `80`, `8080:80`, `127.0.0.1:8080:80/udp`, `3000-3002:4000-4002`: one for each port of the container.
    static let port: @Sendable (Node) throws -> [Node] = { node in
        guard let text = node.text, !node.isNull, node.value != .boolean(true), node.value != .boolean(false) else {
            throw Problem(node: node, message: "expected a port or a mapping, found \(node.kind)")
        }
        guard let ports = PortRange.parse(text) else {
            throw Problem(
                node: node, message: "expected 'host:container/protocol', found \(text.quotedForPeople)",
                hint: "such as 80, '8080:80', '3000-3002:4000-4002/udp'")
        }
        return ports.map { port in
            var pairs: [Mapping.Pair] = []
            func add(_ name: String, _ value: Scalar.Value) {
                pairs.append(.init(key: node.made(.text(name)), value: node.made(value)))
            }
            add("mode", .text("ingress"))
            if !port.address.isEmpty { add("host_ip", .text(port.address)) }
            add("target", .integer(port.target))
            if !port.published.isEmpty { add("published", .text(port.published)) }
            add("protocol", .text(port.kind))
            return node.with(pairs)
        }
    }
}

/// A port in Compose's short form.
struct PortRange: Equatable {
    var address = ""
    var target: Int
    /// The host's port, or a range of which one is taken.
    var published = ""
    var kind: String

    static func parse(_ text: String) -> [PortRange]? {
        let halves = text.split(separator: "/", omittingEmptySubsequences: false)
        guard halves.count <= 2 else { return nil }
        let kind = halves.count == 2 && !halves[1].isEmpty ? halves[1].lowercased() : "tcp"
        guard ["tcp", "udp", "sctp"].contains(kind) else { return nil }
        var rest = String(halves[0])
        var address = ""
        if rest.hasPrefix("[") {
            guard let end = rest.firstIndex(of: "]"), rest[end...].hasPrefix("]:") else { return nil }
            address = String(rest[rest.index(after: rest.startIndex)..<end])
            rest = String(rest[end...].dropFirst(2))
        }
        var parts = rest.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let target = parts.removeLast()
        let published = parts.popLast() ?? ""
        if address.isEmpty {
            address = parts.joined(separator: ":")
        } else if !parts.isEmpty {
            return nil
        }
        guard let targets = range(target) else { return nil }
        if published.isEmpty {
            return targets.map { PortRange(address: address, target: $0, kind: kind) }
        }
        guard let hosts = range(published) else { return nil }
        if targets.count == 1, hosts.count > 1 {
            return [
                PortRange(
                    address: address, target: targets.lowerBound,
                    published: "\(hosts.lowerBound)-\(hosts.upperBound)", kind: kind)
            ]
        }
        guard hosts.count == targets.count else { return nil }
        return zip(hosts, targets).map { PortRange(address: address, target: $1, published: String($0), kind: kind) }
    }

    private static func range(_ text: String) -> ClosedRange<Int>? {
        let ends = text.split(separator: "-", omittingEmptySubsequences: false).map { end in
            end.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int(end) : nil
        }
        guard (1...2).contains(ends.count), let first = ends[0], let last = ends[ends.count - 1],
            first <= last, first >= 0, last <= 65535
        else { return nil }
        return first...last
    }
}
