import Model
import Repository

/// What a commit holds for us: a Dockerfile.
struct Source {
    let repository: Repository
    let commit: Commit

    /// The stack files that people have, in the order in which they are looked for.
    static let stackFiles = [
        "fig.yaml", "fig.yml", "compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml",
    ]

    /// - Parameter note: Gets what the output is to say of a file's keys that are without effect.
    func services(note: (String) -> Void = { _ in }) throws -> [ServiceTicket] {
        for name in Self.stackFiles where try repository.entry(commit.tree, name) != nil {
            throw Failure(
                .badData, "'\(name)' in \(commit.id.short): this version deploys one Dockerfile and no stack file",
                hint: "remove or rename '\(name)', so that nothing in it is silently left out")
        }
        guard let dockerfile = try repository.entry(commit.tree, "Dockerfile") else {
            throw Failure(
                .badData, "no Dockerfile in \(commit.id.short) '\(commit.subject.printable(72))'",
                hint: "add a 'Dockerfile' to the repository's root, commit it, and push again")
        }
        guard dockerfile.kind == .file || dockerfile.kind == .executable else {
            throw Failure(
                .badData, "'Dockerfile' in \(commit.id.short) is not a plain file",
                hint: "commit the file itself, not a link or a folder of that name")
        }
        var web = ServiceTicket(service: .web, context: ".", dockerfile: "Dockerfile", replicas: 1)
        for name in TsuruFile.names {
            guard let text = try repository.text(commit.tree, name, limit: TsuruFile.limit) else { continue }
            let file = try TsuruFile(text, source: name)
            web.healthcheck = file.healthcheck
            file.notes.forEach(note)
            break
        }
        return [web]
    }
}
