import Engine
import Model

/// From what there is of an app, what can go, in the order in which it goes.
///
/// A release's record goes before what it needs: nobody goes back to one of which a part is missing. What remains of
/// a plan that was cut off is found again, since nothing is looked up through the records that went.
struct AppPlan: Equatable {
    private(set) var leftovers: [Leftover] = []
    /// How many things can't go yet, since something that is about to end uses them.
    private(set) var inUse = 0

    init(_ facts: AppFacts, keep: Int) {
        // A live release without a record: nobody can tell what it needs.
        guard facts.live.map({ live in facts.releases.contains { $0.number == live } }) ?? true else { return }
        let kept = Kept(facts.releases, live: facts.live, keep: keep)
        planServices(facts)
        planContainers(facts)
        leftovers += kept.dropped.map { Leftover(.release($0.number), of: facts.app) }
        let configurations = Set(kept.releases.map(\.configuration) + [facts.configuration])
        leftovers += facts.configurations.filter { !configurations.contains($0) }.map {
            Leftover(.configuration($0), of: facts.app)
        }
        planFilesAndNetworks(facts)
        planImages(facts, kept)
        for repository in facts.repositories { planRegistry(repository, facts, kept) }
        planLogs(facts, kept, keep: keep)
        leftovers += facts.quarantines.map {
            Leftover(.quarantine(repository: facts.repository, path: $0.path), of: facts.app, bytes: $0.bytes)
        }
        leftovers += facts.exports.map { Leftover(.export(path: $0.path), of: facts.app, bytes: $0.bytes) }
    }

    /// What isn't the live release's was left by a deploy that was cut off.
    private mutating func planServices(_ facts: AppFacts) {
        let live = facts.releases.first { $0.number == facts.live }
        let wanted = Set(live?.services.map(\.engineName) ?? [])
        for service in facts.services where !wanted.contains(service.name) {
            if facts.answering.contains(service.name) {
                inUse += 1
            } else {
                leftovers.append(Leftover(.service(service.name), of: facts.app))
            }
        }
    }

    /// The swarm removes what a service's units leave; of a service that has gone nobody does.
    private mutating func planContainers(_ facts: AppFacts) {
        let services = Set(facts.services.map(\.id))
        for container in facts.containers where ["exited", "dead", "created"].contains(container.state) {
            let service = container.labels["com.docker.swarm.service.id"] ?? ""
            guard !services.contains(service) else { continue }
            leftovers.append(Leftover(.container(id: container.id, name: container.name), of: facts.app))
        }
    }

    /// What no service of the live release uses. A release that one goes back to makes its own again.
    private mutating func planFilesAndNetworks(_ facts: AppFacts) {
        let live = facts.services.filter { service in
            !leftovers.contains { $0.thing == .service(service.name) }
        }
        let files = live.reduce(into: Set<String>()) { $0.formUnion($1.files) }
        leftovers += facts.files.filter { !files.contains($0.name) }.map {
            Leftover(.file($0.kind, $0.name), of: facts.app)
        }
        let networks = live.reduce(into: Set<String>()) { $0.formUnion($1.networks) }
        for network in facts.networks where networks.isDisjoint(with: [network.id, network.name]) {
            if facts.containers.contains(where: { $0.addresses[network.name] != nil }) {
                inUse += 1
            } else {
                leftovers.append(Leftover(.network(network.name), of: facts.app))
            }
        }
    }

    private mutating func planImages(_ facts: AppFacts, _ kept: Kept) {
        let needed = kept.images
        let ending = Set(
            leftovers.compactMap { if case .container(let id, _) = $0.thing { id } else { nil } })
        let used = Set(facts.containers.filter { !ending.contains($0.id) }.map(\.imageID))
        for image in facts.images where !facts.fresh.contains(image.id) {
            let ours = AppFacts.ours(image, at: facts.registry)
            guard needed.isDisjoint(with: ours) else { continue }
            // With the last tag of a repository its digests go.
            let names = facts.names(image)
            // A name that somebody else gave it is theirs, and so is the image then: it stays, without our names.
            guard names.others.isEmpty || !names.ours.isEmpty else { continue }
            guard !facts.isBuilding, !names.others.isEmpty || !used.contains(image.id) else {
                inUse += 1
                continue
            }
            leftovers.append(
                Leftover(.image(references: names.ours.isEmpty ? [image.id] : names.ours, id: image.id), of: facts.app))
        }
    }

    private mutating func planRegistry(_ repository: StoredRepository, _ facts: AppFacts, _ kept: Kept) {
        let needed = Set(kept.images.filter { $0.repository == repository.name }.map(\.digest))
        for digest in repository.revisions.sorted(by: { $0.rawValue < $1.rawValue }) where !needed.contains(digest) {
            leftovers.append(
                Leftover(.manifest(RegistryImage(repository: repository.name, digest: digest)), of: facts.app))
        }
        // Those of the manifests above go with them. A kept image stays with at least one name.
        let numbers = Set(kept.releases.map(\.number.description))
        for (tag, digest) in repository.tags.sorted(by: { $0.key < $1.key }) {
            guard let digest, repository.revisions.contains(digest) else {
                leftovers.append(Leftover(.tag(repository: repository.name, tag: tag), of: facts.app))
                continue
            }
            guard needed.contains(digest), Self.isRelease(tag), !numbers.contains(tag) else { continue }
            let others = repository.tags.filter {
                $0.value == digest && (numbers.contains($0.key) || !Self.isRelease($0.key))
            }
            if !others.isEmpty {
                leftovers.append(Leftover(.tag(repository: repository.name, tag: tag), of: facts.app))
            }
        }
    }

    /// `v12`.
    private static func isRelease(_ tag: String) -> Bool {
        tag.hasPrefix("v") && tag.dropFirst().allSatisfy(\.isNumber) && tag.count > 1
    }

    /// Logs that a kept release names stay. Of those that no release names, of deploys that ended before they had one,
    /// as many as of other releases stay. What was noted beside a log is of use only while it is written.
    private mutating func planLogs(_ facts: AppFacts, _ kept: Kept, keep: Int) {
        let wanted = Set(kept.releases.compactMap(\.log))
        let named = Set(facts.releases.compactMap(\.log))
        let logs = facts.logs.filter { $0.name.hasSuffix(".log") }
        let unnamed = logs.filter { !named.contains($0.name) }.sorted { ($0.changed, $0.name) > ($1.changed, $1.name) }
        let stay = wanted.union(unnamed.prefix(max(0, keep)).map(\.name))
        for file in facts.logs where !stay.contains(file.name) {
            leftovers.append(Leftover(.log(path: file.path), of: facts.app, bytes: file.bytes))
        }
    }
}
