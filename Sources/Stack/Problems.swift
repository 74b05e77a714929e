import Model
import YAML

/// Everything that is wrong with a stack file, in the order in which it stands: all of it is said at once.
struct Problems {
    /// More than these are counted, not shown.
    static let shown = 50

    private(set) var failures: [Failure] = []

    var isEmpty: Bool { failures.isEmpty }

    mutating func add(_ failure: Failure) { failures.append(failure) }

    /// Goes on after a failure, which is kept.
    mutating func attempt<Value>(_ body: () throws -> Value) -> Value? {
        do {
            return try body()
        } catch {
            add(error as? Failure ?? Failure(.software, "\(error)"))
            return nil
        }
    }

    /// One problem is thrown as it is; several as a failure that counts them, with a line for each.
    func check(_ file: String) throws {
        guard let first = failures.first else { return }
        guard failures.count > 1 else { throw first }
        var lines = failures.prefix(Self.shown).map { failure in
            failure.message + (failure.hint.map { " (\($0))" } ?? "")
        }
        if failures.count > Self.shown { lines.append("and \(failures.count - Self.shown) more") }
        throw Failure(first.code, "\(file) has \(failures.count) problems", detail: lines)
    }
}
