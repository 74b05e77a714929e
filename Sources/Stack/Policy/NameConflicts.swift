import Model

/// Names on the app's networks that would lead to two different services.
struct NameConflicts {
    let drafts: ServiceDrafts

    func check() {
        var owners: [Name: ServiceName] = [:]
        // Own names first: whoever takes one is the one to be told.
        for service in drafts.services {
            for network in service.networks { owners[Name(network.network, service.name.rawValue)] = service.name }
        }
        for service in drafts.services {
            for network in service.networks {
                for alias in network.aliases {
                    claim(Name(network.network, alias), service.name, by: service.name, &owners)
                }
            }
            for link in service.links {
                guard let target = drafts[link.service] else { continue }
                let shared = Set(target.networks.map(\.network)).intersection(service.networks.map(\.network))
                if shared.isEmpty {
                    drafts.refuse(service.name, "'links': no network is shared with service '\(link.service)'")
                }
                for network in shared.sorted() {
                    claim(Name(network, link.alias), link.service, by: service.name, &owners)
                }
            }
        }
    }

    private struct Name: Hashable {
        let network: String
        let text: String

        init(_ network: String, _ text: String) {
            self.network = network
            self.text = text.lowercased()
        }
    }

    private func claim(
        _ name: Name, _ service: ServiceName, by author: ServiceName, _ owners: inout [Name: ServiceName]
    ) {
        guard let owner = owners.updateValue(service, forKey: name), owner != service else { return }
        owners[name] = owner
        drafts.refuse(
            author,
            "the name \(name.text.quotedForPeople) would lead to service '\(service)', but it leads to service '\(owner)'",
            hint: "choose another alias: an alias is a name for all services of a network")
    }
}
