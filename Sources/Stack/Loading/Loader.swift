import Model
import YAML

/// Loads a stack's files with all that they name. What is wrong is kept and said at the end; what would cost too much
/// is thrown at once.
struct Loader {
    /// What a stack may cost, whoever wrote it.
    enum Limits {
        static let fileBytes = 1 << 20
        /// Those that extends, include and env_file name with them.
        static let files = 100
        static let services = 1000
        /// Of services that extend each other.
        static let chain = 50
        /// That services come to once they have what they extend, and included files.
        static let nodes = 500_000
    }

    let source: any FileSource
    var variables: Variables
    var budget = Variables.Budget()
    var problems = Problems()
    var notes: [String] = []
    /// What has no value and was said to have none.
    private var unset: Set<String> = []
    private var files = 0
    private var nodes = 0
    private var loaded: [String: SourceFile] = [:]
    var extended: [String: Extended] = [:]

    init(_ source: any FileSource, _ variables: Variables) {
        self.source = source
        self.variables = variables
    }

    /// What several files come to, each over those before it, with what they include.
    /// - Parameter folder: What paths in them are relative to.
    mutating func root(of paths: [String], folder: String, within parents: [String] = []) throws -> SourceFile {
        var merged: SourceFile?
        var includes: [Node] = []
        for path in paths {
            let file = try load(path, folder: folder)
            let root = try withExtends(file)
            includes += Self.entries(root["include"])
            guard let earlier = merged else {
                merged = file.with(root)
                continue
            }
            guard earlier.isFig == file.isFig else {
                throw root.failure("\(path) is in another form than \(earlier.path): only one of both has 'services'")
            }
            merged = earlier.with(try Merge.merged(try file.tags.applied(to: earlier.root), root, path: []))
        }
        guard var file = merged else { throw Failure(.usage, "no stack file is named") }
        for entry in includes {
            file = file.with(try including(entry, in: file.root, folder: folder, within: parents + paths))
        }
        return file.with(file.root.removing(["include"]))
    }

    /// One file in canonical form; read once, however often it is named.
    mutating func load(_ path: String, folder: String, at mark: Mark? = nil) throws -> SourceFile {
        let key = "\(path)\0\(folder)"
        if let known = loaded[key] { return known }
        guard let bytes = try bytes(path, at: mark) else { throw Self.missing(path, mark) }
        var root = try Document(bytes, source: path, limits: .init(bytes: Limits.fileBytes)).root
        guard !root.isNull else { throw Failure(.badData, "\(path): has no services: it is empty") }
        _ = try root.requiredMapping("the stack file")
        if bytes.contains(UInt8(ascii: "<")) { root = try MergeKeys.resolved(root) }
        root = try interpolated(root)
        let isFig = FigFile.isOne(root)
        try check(count: (isFig ? root : root["services"])?.pairs.count ?? 0, at: root.mark)
        if isFig { root = try FigFile.composeShape(root, &problems) }
        let tags = try ResetTags(root)
        let canonical = Canonical.document(tags.root, &problems)
        let placed = RelativePaths.resolved(canonical, in: folder, &problems)
        let file = SourceFile(path: path, folder: folder, root: placed, tags: tags, isFig: isFig)
        loaded[key] = file
        return file
    }

    /// A file's content; nil where there is none.
    mutating func bytes(_ path: String, at mark: Mark?) throws -> [UInt8]? {
        files += 1
        guard files <= Limits.files else { throw Failure(.badData, "more than \(Limits.files) files belong together") }
        do {
            return try source.bytes(path, limit: Limits.fileBytes)
        } catch let failure as Failure {
            guard let mark else { throw failure }
            throw mark.failure(failure.message, hint: failure.hint)
        }
    }

    static func missing(_ path: String, _ mark: Mark?) -> Failure {
        mark?.failure("there is no file \(path.quotedForPeople)")
            ?? Failure(.notFound, "there is no file \(path.quotedForPeople)")
    }

    mutating func check(count: Int, at mark: Mark) throws {
        guard count <= Limits.services else { throw mark.failure("more than \(Limits.services) services") }
    }

    mutating func spend(nodes count: Int, at mark: Mark) throws {
        nodes += count
        guard nodes <= Limits.nodes else { throw mark.failure("its services come to more than \(Limits.nodes) values") }
    }

    mutating func noteUnset(_ name: String, at place: String) {
        guard unset.insert(name).inserted else { return }
        notes.append("\(place): the variable \(name.quotedForPeople) is not set, taken as empty")
    }

    /// Goes on after a failure, which is kept.
    mutating func attempt<Value>(_ body: (inout Loader) throws -> Value) -> Value? {
        do {
            return try body(&self)
        } catch {
            _ = problems.attempt { throw error }
            return nil
        }
    }

    /// Runs with other variables: files that were read with others are read anew.
    mutating func with<Value>(_ other: Variables, _ body: (inout Loader) throws -> Value) rethrows -> Value {
        let kept = (variables, loaded, extended)
        defer { (variables, loaded, extended) = kept }
        (variables, loaded, extended) = (other, [:], [:])
        return try body(&self)
    }

    private mutating func interpolated(_ root: Node) throws -> Node {
        var interpolation = Interpolation(variables, budget: budget)
        let new = try interpolation.applied(to: root, &problems)
        budget = interpolation.budget
        for missing in interpolation.unset { noteUnset(missing.name, at: "\(missing.mark)") }
        return new
    }

    /// The elements of a list, or the one in its place.
    static func entries(_ node: Node?) -> [Node] {
        guard let node, !node.isNull else { return [] }
        return node.sequence ?? [node]
    }
}
