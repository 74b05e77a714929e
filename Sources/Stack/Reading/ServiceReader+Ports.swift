import Model

extension ServiceReader {
    /// How many ports one entry may stand for.
    private static let widest = 1000

    func ports(_ keys: Keys, _ service: inout StackService) {
        for field in keys["ports"]?.list() ?? [] { field.keys { port($0, &service) } }
        for field in keys["expose"]?.list() ?? [] {
            guard let text = field.text() else { continue }
            let parts = text.split(separator: "/", maxSplits: 1).map(String.init)
            guard let numbers = range(parts.first ?? "", field) else { continue }
            guard let kind = PortKind(rawValue: parts.count == 2 ? parts[1] : "tcp") else {
                field.refuse("\(text.quotedForPeople): neither tcp nor udp")
                continue
            }
            for number in numbers { expose(number, kind, &service) }
        }
    }

    private func expose(_ number: Int, _ kind: PortKind, _ service: inout StackService) {
        let port = StackService.ExposedPort(number, kind)
        if !service.expose.contains(port) { service.expose.append(port) }
    }

    private func port(_ keys: Keys, _ service: inout StackService) {
        if let mode = keys["mode"], let text = mode.text(), !["ingress", "host"].contains(text) {
            mode.refuse("\(text.quotedForPeople) is none of ingress, host")
        }
        let kind = keys["protocol"]?.word(PortKind.self) ?? .tcp
        if let address = keys["host_ip"], let text = address.text(), !["", "0.0.0.0"].contains(text) {
            address.refuse(
                "\(text.quotedForPeople): a port of the host is one of all its addresses", hint: "leave it out")
        }
        let published = keys["published"]
        guard let target = keys["target"], let text = target.text() else {
            return keys.field.refuse("needs 'target', the container's port")
        }
        guard let targets = range(text, target) else { return }
        guard let published, let text = published.text(), !text.isEmpty else {
            for number in targets { expose(number, kind, &service) }
            return
        }
        guard let ports = range(text, published) else { return }
        guard ports.count == targets.count else {
            return published.refuse(
                "\(text.quotedForPeople) has another length than 'target'", hint: "write one port of the host for each")
        }
        for (port, target) in zip(ports, targets) {
            let leave = Allowance.hostPort(port)
            guard reading.allowances.contains(leave) else {
                keys.field.refuse(
                    "port \(port) of the host needs an operator's leave",
                    hint:
                        "write '\(target)' alone: the router and the app's services reach it; or \(reading.hint(for: leave))"
                )
                continue
            }
            service.ports.append(.init(published: port, target: target, kind: kind))
            expose(target, kind, &service)
        }
    }

    /// `80`, `8000-8010`.
    private func range(_ text: String, _ field: Field) -> ClosedRange<Int>? {
        let bounds = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map { Int($0) }
        guard let first = bounds[0], let last = bounds.count == 2 ? bounds[1] : first, first >= 1, first <= last,
            last <= 65535
        else {
            field.refuse("\(text.quotedForPeople) is no port from 1 to 65535")
            return nil
        }
        guard last - first < Self.widest else {
            field.refuse("\(text.quotedForPeople): \(last - first + 1) ports; \(Self.widest) are the most")
            return nil
        }
        return first...last
    }
}
