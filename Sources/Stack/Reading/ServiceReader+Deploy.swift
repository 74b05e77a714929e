import Model
import YAML

/// How the units of a service are run.
extension ServiceReader {
    /// `no`, `always`, `unless-stopped`, `on-failure`, `on-failure:5`.
    func policy(_ field: Field, _ policy: inout RestartPolicy) {
        guard let text = field.text() else { return }
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        switch parts[0] {
        case "no" where parts.count == 1: policy.condition = .none
        case "always" where parts.count == 1, "unless-stopped" where parts.count == 1: policy.condition = .any
        case "on-failure":
            policy.condition = .onFailure
            guard parts.count == 2 else { return }
            guard let attempts = Int(parts[1]), (0...1_000_000).contains(attempts) else {
                return field.refuse("\(text.quotedForPeople): no number of attempts behind ':'")
            }
            policy.attempts = attempts
        default:
            // YAML's own word for the text 'no'.
            if field.node.value == .boolean(false) {
                policy.condition = .none
            } else {
                field.refuse("\(text.quotedForPeople) is none of no, always, on-failure, unless-stopped")
            }
        }
    }

    /// Limits that stand beside `deploy`.
    func resources(_ keys: Keys, _ service: inout StackService) {
        service.limits.memory = keys["mem_limit"]?.bytes()
        service.limits.processors = keys["cpus"]?.number(in: 0...1024)
        service.limits.processes = keys["pids_limit"].flatMap { $0.integer(in: -1...Int(Int32.max)) }
        service.reservations.memory = keys["mem_reservation"]?.bytes()
        if let scale = keys["scale"]?.integer(in: 0...Project.Bound.units) { service.replicas = scale }
    }

    func deploy(_ keys: Keys, _ service: inout StackService, _ wishes: inout ServiceWishes) {
        // Read with the containers' labels.
        keys.skip("labels")
        if let mode = keys["mode"], let text = mode.text(), text != "replicated" {
            mode.refuse("\(text.quotedForPeople) can't be honoured", hint: "'replicated' with a number of replicas")
        }
        if let mode = keys["endpoint_mode"], let text = mode.text(), text != "dnsrr" {
            mode.refuse(
                "\(text.quotedForPeople) needs the kernel's IPVS; each service's name leads to its units' addresses",
                hint: "leave it out, or write dnsrr")
        }
        if let replicas = keys["replicas"]?.integer(in: 0...Project.Bound.units) { service.replicas = replicas }
        keys["resources"]?.keys { keys in
            keys["limits"]?.keys { amounts($0, &service.limits) }
            keys["reservations"]?.keys { amounts($0, &service.reservations) }
        }
        keys["restart_policy"]?.keys { keys in
            if let condition = keys["condition"] {
                wishes.restart = condition
                service.restart.condition = condition.word(RestartPolicy.Condition.self) ?? .any
            }
            if let delay = keys["delay"]?.duration() { service.restart.delay = delay }
            if let attempts = keys["max_attempts"]?.integer(in: 0...1_000_000) { service.restart.attempts = attempts }
            if let window = keys["window"]?.duration() { service.restart.window = window }
        }
        keys["placement"]?.keys { placement($0, &service.placement) }
        service.update = keys["update_config"]?.keys { update($0, goesBack: true) }
        service.rollback = keys["rollback_config"]?.keys { update($0, goesBack: false) }
    }

    private func amounts(_ keys: Keys, _ resources: inout Resources) {
        if let memory = keys["memory"]?.bytes() { resources.memory = memory }
        if let processors = keys["cpus"]?.number(in: 0...1024) { resources.processors = processors }
        if let processes = keys["pids"]?.integer(in: -1...Int(Int32.max)) { resources.processes = processes }
    }

    private func update(_ keys: Keys, goesBack: Bool) -> UpdatePolicy {
        var policy = UpdatePolicy(failureAction: goesBack ? .rollback : .pause)
        policy.order = keys["order"]?.word(UpdatePolicy.Order.self)
        if let field = keys["failure_action"], let action = field.word(UpdatePolicy.FailureAction.self) {
            if action == .rollback, !goesBack {
                field.refuse("a way back has none of its own", hint: "pause or continue")
            }
            policy.failureAction = action
        }
        if let monitor = keys["monitor"]?.duration() { policy.monitor = monitor }
        if let parallelism = keys["parallelism"]?.integer(in: 0...Project.Bound.units) {
            policy.parallelism = parallelism
        }
        if let delay = keys["delay"]?.duration() { policy.delay = delay }
        if let ratio = keys["max_failure_ratio"]?.number(in: 0...1) { policy.maxFailureRatio = ratio }
        return policy
    }

    private func placement(_ keys: Keys, _ placement: inout Placement) {
        placement.constraints = keys["constraints"]?.list().compactMap(constraint) ?? []
        for field in keys["preferences"]?.list() ?? [] {
            field.keys { keys in
                guard let field = keys["spread"], let text = field.text() else { return field.refuse("needs 'spread'") }
                guard isLabel(text[...]) else {
                    return field.refuse(
                        "\(text.quotedForPeople) is no label of nodes", hint: "such as node.labels.zone")
                }
                placement.spread.append(text)
            }
        }
        // 0 is no limit in the specification.
        if let most = keys["max_replicas_per_node"]?.integer(in: 0...Project.Bound.units), most > 0 {
            placement.maxPerNode = most
        }
    }

    /// A constraint narrows where units run; it can't lead to a node that an operator keeps from the app.
    private func constraint(_ field: Field) -> String? {
        guard let text = field.text() else { return nil }
        for comparison in ["==", "!="] {
            guard let place = text.firstRange(of: comparison) else { continue }
            let key = text[..<place.lowerBound].trimmed
            let value = text[place.upperBound...].trimmed
            let known = ["node.hostname", "node.role", "node.platform.os", "node.platform.arch"]
            guard known.contains(key) || isLabel(key[...]), !value.isEmpty else { break }
            return "\(key)\(comparison)\(value)"
        }
        field.refuse(
            "\(text.quotedForPeople) can't be honoured",
            hint: "node.labels.NAME, node.hostname, node.role, node.platform.os or .arch, with == or != and a value")
        return nil
    }

    private func isLabel(_ text: Substring) -> Bool {
        let prefix = "node.labels."
        let name = text.dropFirst(prefix.count)
        return text.hasPrefix(prefix) && !name.isEmpty
            && name.utf8.allSatisfy {
                (0x30...0x39).contains($0) || (0x61...0x7A).contains($0 | 0x20) || "-_./".utf8.contains($0)
            }
    }
}
