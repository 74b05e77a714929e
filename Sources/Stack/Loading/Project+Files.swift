import Model
import YAML

extension Project {
    /// Loads a stack.
    /// - Parameters:
    ///   - files: Each is merged over those before it; nil for those that `find(in:)` finds.
    ///   - name: The app's; files see it as COMPOSE_PROJECT_NAME.
    ///   - variables: The app's configuration. It wins over the `.env` beside the first file.
    ///   - profiles: The active ones; `*` stands for all.
    ///   - keepsProblems: Whether what is wrong is told by `stack` and `json`, with what they find, and not here.
    /// - Throws: All that is wrong, each with its place. No value of a variable stands in it.
    public init(
        files: [String]?, in source: any FileSource, name: String, variables: @escaping (String) -> String?,
        profiles: Set<String>, keepsProblems: Bool = false
    ) throws {
        guard let paths = try files ?? Project.find(in: source) else {
            throw Failure(
                .notFound, "there is no stack file", hint: "known names: \(Self.fileNames.joined(separator: ", "))")
        }
        guard let first = try paths.first.map({ try SourcePath.resolved($0, in: ".") }) else {
            throw Failure(.usage, "no stack file is named")
        }
        let folder = SourcePath.folder(of: first)
        let configured = { $0 == "COMPOSE_PROJECT_NAME" ? name : variables($0) }
        var loader = Loader(source, Variables(configured: configured))
        loader.variables.defaults = try loader.defaults(in: folder)
        let file = try loader.root(of: paths.map { try SourcePath.resolved($0, in: ".") }, folder: folder)
        let selected = try Profiles(active: profiles).applied(to: file.root)
        let root = try References(try loader.withEnvironment(selected.root), inactive: selected.inactive)
            .checked(&loader.problems)
        if !keepsProblems { try loader.problems.check(first) }
        self.init(root: root, name: name, file: first, isFig: file.isFig)
        notes = loader.notes
        problems = loader.problems
        for (service, profile) in selected.inactive.sorted(by: { $0.key < $1.key }) {
            notes.append(
                "service \(service.quotedForPeople) is left out: profile \(profile.quotedForPeople) is not active")
        }
        if files == nil {
            for other in try Project.passedOver(in: source) {
                notes.append("\(other) is not read: \(first) is there too, and comes first")
            }
        }
    }
}
