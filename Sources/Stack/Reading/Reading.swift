import Model
import YAML

/// What all parts of one reading share: what they may ask for, and what they found wrong.
final class Reading {
    /// The app.
    let app: String
    let isFig: Bool
    let allowances: Set<Allowance>
    /// `HOST:PORT` of the private registry, whose images belong to apps.
    let registry: String?
    /// What the engine runs: `linux/amd64`.
    let platform: String
    /// A file of the checkout by its path in it.
    let file: (String) throws -> [UInt8]?
    /// The app's configuration.
    let variable: (String) -> String?
    /// False where a part of the file was wrong already, so that what is missing may stand there.
    let isWhole: Bool
    private let tell: (String) -> Void
    private var found: [(mark: Mark, failure: Failure)] = []

    init(
        app: String, isFig: Bool, allowances: Set<Allowance>, registry: String?, platform: String,
        file: @escaping (String) throws -> [UInt8]?, variable: @escaping (String) -> String?,
        isWhole: Bool = true, note: @escaping (String) -> Void
    ) {
        self.app = app
        self.isFig = isFig
        self.allowances = allowances
        self.registry = registry
        self.platform = platform
        self.file = file
        self.variable = variable
        self.isWhole = isWhole
        tell = note
    }

    /// All that is wrong, in the order in which it stands in the files.
    var problems: Problems {
        let sources = found.map(\.mark.source)
        func place(_ mark: Mark) -> (Int, Int, Int) {
            (sources.firstIndex(of: mark.source) ?? 0, mark.line, mark.column)
        }
        var problems = Problems()
        for (_, failure) in found.sorted(by: { place($0.mark) < place($1.mark) }) { problems.add(failure) }
        return problems
    }

    var hasProblems: Bool { !found.isEmpty }

    func add(_ failure: Failure, at mark: Mark) { found.append((mark, failure)) }

    func add(_ message: String, at mark: Mark, hint: String? = nil) { add(mark.failure(message, hint: hint), at: mark) }

    /// Goes on after a failure, which is kept at the value's place.
    func attempt<Value>(_ field: Field, _ body: () throws(Failure) -> Value) -> Value? {
        do {
            return try body()
        } catch {
            add(error.message, at: field.node.mark, hint: error.hint)
            return nil
        }
    }

    func note(_ text: String) { tell(text) }

    /// Says what becomes of a key that nothing reads. One that asks for nothing is nobody's loss.
    func unread(_ value: Node, at path: [String], mark: Mark) {
        guard !asksForNothing(value) else { return }
        let words = Field.words(path)
        switch Schema.support(path: path) {
        case .refused(let why): add("\(words) \(why)", at: mark)
        case .ignored(let why): note("\(mark): \(words) \(why)")
        case .honoured: add("\(words) can't be honoured", at: mark)
        }
    }

    private func asksForNothing(_ value: Node) -> Bool {
        switch value.content {
        case .scalar(let scalar): value.isNull || value.value == .boolean(false) || scalar.text.isEmpty
        case .sequence(let nodes): nodes.isEmpty
        case .mapping(let mapping): mapping.pairs.isEmpty
        }
    }

    var labels: LabelPolicy { LabelPolicy() }

    /// What an operator types to give a leave.
    func hint(for allowance: Allowance) -> String { "an operator may allow it: slipway app allow \(app) \(allowance)" }
}
