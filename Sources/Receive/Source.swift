import Model
import Repository
import Stack
import System

/// What a commit holds for us: a stack file, or a Dockerfile alone.
public struct Source {
    let repository: Repository
    let commit: Commit

    public init(repository: Repository, commit: Commit) {
        self.repository = repository
        self.commit = commit
    }

    /// - Parameter note: Gets what the output is to say of what is without effect.
    public func stack(_ surroundings: Surroundings, note: @escaping (String) -> Void = { _ in }) throws -> Stack {
        var stack = try stackFile(surroundings, note) ?? dockerfileAlone()
        guard let routed = stack.services.firstIndex(where: { $0.name == stack.routed }) else { return stack }
        for name in TsuruFile.names {
            guard let text = try repository.text(commit.tree, name, limit: TsuruFile.limit) else { continue }
            let file = try TsuruFile(text, source: name)
            file.notes.forEach(note)
            if stack.services[routed].healthcheck == nil {
                stack.services[routed].healthcheck = file.healthcheck
            } else if file.healthcheck != nil {
                note("\(name): 'healthcheck' has no effect here: \(stack.file ?? "the stack file") has one")
            }
            break
        }
        return stack
    }

    private func stackFile(_ surroundings: Surroundings, _ note: @escaping (String) -> Void) throws -> Stack? {
        let files = TreeFiles(repository: repository, tree: commit.tree)
        guard let names = try Project.find(in: files) else { return nil }
        let variables = surroundings.variables
        let project = try Project(
            files: names, in: files, name: surroundings.app.rawValue, variables: { variables[$0] },
            profiles: surroundings.profiles)
        project.notes.forEach(note)
        return try project.stack(
            allowing: surroundings.allowed, registry: surroundings.registry,
            readFile: { try files.bytes($0, limit: StackFile.longest) }, variables: { variables[$0] }, note: note)
    }

    private func dockerfileAlone() throws -> Stack {
        guard let dockerfile = try repository.entry(commit.tree, "Dockerfile") else {
            throw Failure(
                .badData,
                "neither a stack file nor a Dockerfile in \(commit.id.short) '\(commit.subject.printable(72))'",
                hint: "add a 'Dockerfile' to the repository's root, commit it, and push again")
        }
        guard dockerfile.kind == .file || dockerfile.kind == .executable else {
            throw Failure(
                .badData, "'Dockerfile' in \(commit.id.short) is not a plain file",
                hint: "commit the file itself, not a link or a folder of that name")
        }
        var web = StackService(name: .web)
        web.build = ImageBuild()
        return Stack(services: [web], routed: .web)
    }
}

/// A commit's tree, as a stack file reads it.
struct TreeFiles: FileSource {
    let repository: Repository
    let tree: ObjectID

    func bytes(_ path: String, limit: Int) throws -> [UInt8]? { try repository.file(tree, path, limit: limit) }

    func isFolder(_ path: String) throws -> Bool { try repository.entry(tree, path)?.kind == .tree }
}
