import Model
import System

/// Finds the content of a tree's submodules, nested ones included: in other repositories of this server, and by
/// `git fetch` from elsewhere into a cache.
public struct SubmoduleFetcher {
    /// How deep submodules may lie in submodules.
    public static let depth = 5
    /// How many a tree may have altogether.
    public static let most = 100

    private let mirrors: SubmoduleMirrors
    private let local: (String) throws -> String?

    /// - Parameters:
    ///   - cache: The folder of the mirrors of other servers' repositories.
    ///   - limit: Seconds for each fetch.
    ///   - local: The folder of another repository of this server, for the relative url that .gitmodules has
    ///     (`../lib`). It checks whether whoever pushed may read it; nil, or a failure, where not.
    public init(cache: String, limit: Double = 120, local: @escaping (String) throws -> String?) {
        mirrors = SubmoduleMirrors(folder: cache, limit: limit)
        self.local = local
    }

    /// - Returns: What `Repository.export` wants.
    /// - Throws: One failure that names every submodule whose content can't be had, with its path, url and commit.
    public func fetch(_ tree: ObjectID, of repository: Repository) throws -> SubmoduleContents {
        var search = Search()
        try visit(tree, of: repository, base: nil, path: "", depth: 1, &search)
        guard let first = search.problems.first else { return search.contents }
        let names = search.problems.map { $0.path.quotedForPeople }.joined(separator: ", ")
        let subject =
            search.problems.count == 1 ? "submodule \(names)" : "\(search.problems.count) submodules: \(names)"
        throw Failure(
            first.failure.code, "cannot get the content of \(subject)", hint: first.failure.hint,
            detail: search.problems.map(\.words))
    }

    private struct Search {
        var contents: SubmoduleContents = [:]
        var problems: [Problem] = []
    }

    private struct Problem {
        let path: String
        let submodule: Submodule
        let failure: Failure

        var words: String {
            let url = SubmoduleURL.redacted(submodule.url).quotedForPeople
            return "\(path.quotedForPeople) from \(url) at \(submodule.commit): \(failure.message)"
        }
    }

    private func visit(
        _ tree: ObjectID, of repository: Repository, base: String?, path: String, depth: Int, _ search: inout Search
    ) throws {
        for submodule in try repository.submodules(tree) {
            let full = path.isEmpty ? submodule.path : "\(path)/\(submodule.path)"
            do {
                guard depth <= SubmoduleFetcher.depth else {
                    throw Failure(.badData, "it lies \(depth) submodules deep; \(SubmoduleFetcher.depth) are the most")
                }
                guard search.contents.count < SubmoduleFetcher.most else {
                    throw Failure(.badData, "there are more than \(SubmoduleFetcher.most) submodules")
                }
                let url = try SubmoduleURL(submodule.url, base: base)
                let found = try content(submodule, url)
                search.contents[full] = found
                let below: String? = if case .external(let url) = url { url } else { nil }
                try visit(found.tree, of: found.repository, base: below, path: full, depth: depth + 1, &search)
            } catch let failure as Failure {
                search.problems.append(Problem(path: full, submodule: submodule, failure: failure))
            }
        }
    }

    private func content(_ submodule: Submodule, _ url: SubmoduleURL) throws -> SubmoduleContent {
        let repository: Repository
        switch url {
        case .external(let url): repository = try mirrors.repository(url, with: submodule.commit)
        case .relative(let url):
            guard let path = try local(url) else {
                throw Failure(.notFound, "there is no such repository on this server, or it may not be read")
            }
            repository = try Repository.open(path)
        }
        guard repository.hasCommit(submodule.commit) else {
            throw Failure(.notFound, "the repository has no such commit", hint: "push the submodule's commit first")
        }
        return SubmoduleContent(repository: repository, tree: try repository.commit(submodule.commit).tree)
    }
}
