import Model
import Repository
import Stack
import System

/// What an app's folder holds for us, in a commit or on a disk: a stack file, or a Dockerfile alone.
public struct Source {
    private let files: any FileSource
    /// What messages call it: `4be1c2a 'Say when'`.
    private let name: String

    public init(repository: Repository, commit: Commit) {
        files = TreeFiles(repository: repository, tree: commit.tree)
        name = "\(commit.id.short) '\(commit.subject.printable(72))'"
    }

    /// - Parameter folder: Seen as the root of a commit's tree would be.
    public init(folder: String) throws {
        files = try FolderSource(folder)
        name = "'\(folder.printable(200))'"
    }

    /// What its stack files come to; nil where it has none.
    /// - Parameter names: The files to read, in place of those with the usual names.
    public func project(_ surroundings: Surroundings, files names: [String]? = nil) throws -> Project? {
        if names == nil, try Project.find(in: files) == nil { return nil }
        return try Project(
            files: names, in: files, name: surroundings.app.rawValue, variables: { surroundings.variables[$0] },
            profiles: surroundings.profiles, keepsProblems: true)
    }

    /// - Parameter note: Gets what the output is to say of what is without effect.
    public func stack(_ surroundings: Surroundings, note: @escaping (String) -> Void = { _ in }) throws -> Stack {
        try stack(of: project(surroundings), surroundings, note: note)
    }

    /// What is deployed.
    /// - Parameter project: Nil for a Dockerfile alone.
    public func stack(
        of project: Project?, _ surroundings: Surroundings, note: @escaping (String) -> Void = { _ in }
    ) throws -> Stack {
        project?.notes.forEach(note)
        var stack =
            try project?.stack(
                allowing: surroundings.allowed, registry: surroundings.registry,
                readFile: { try files.bytes($0, limit: StackFile.longest) },
                variables: { surroundings.variables[$0] }, note: note) ?? dockerfileAlone()
        guard let routed = stack.services.firstIndex(where: { $0.name == stack.routed }) else { return stack }
        for name in TsuruFile.names {
            guard let text = try text(name) else { continue }
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

    private func text(_ path: String) throws -> String? {
        guard let bytes = try files.bytes(path, limit: TsuruFile.limit) else { return nil }
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw Failure(.badData, "'\(path)' is not UTF-8 text")
        }
        return text
    }

    private func dockerfileAlone() throws -> Stack {
        guard try files.bytes("Dockerfile", limit: Self.longestDockerfile) != nil else {
            throw Failure(
                .badData, "neither a stack file nor a Dockerfile in \(name)",
                hint: "add a 'Dockerfile' to the repository's root, commit it, and push again")
        }
        var web = StackService(name: .web)
        web.build = ImageBuild()
        return Stack(services: [web], routed: .web)
    }

    private static let longestDockerfile = 1 << 20
}

/// A commit's tree, as a stack file reads it.
private struct TreeFiles: FileSource {
    let repository: Repository
    let tree: ObjectID

    func bytes(_ path: String, limit: Int) throws -> [UInt8]? { try repository.file(tree, path, limit: limit) }

    func isFolder(_ path: String) throws -> Bool { try repository.entry(tree, path)?.kind == .tree }
}
