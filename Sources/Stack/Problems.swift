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

    /// These and what a later step found, in the order in which they stand in the files. Where something was wrong
    /// before, the later step's word is about the same.
    func joined(with later: Problems) -> Problems {
        let known = Set(failures.compactMap(Place.init))
        let new = later.failures.filter { failure in Place(failure).map { !known.contains($0) } ?? true }
        var said: Set<String> = []
        let all = (failures + new).filter { said.insert($0.message).inserted }
        let sources = all.compactMap { Place($0)?.source }
        func order(_ entry: (offset: Int, element: Failure)) -> (Int, Int, Int, Int) {
            guard let place = Place(entry.element) else { return (-1, 0, 0, entry.offset) }
            return (sources.firstIndex(of: place.source) ?? 0, place.line, place.column, entry.offset)
        }
        var joined = Problems()
        for (_, failure) in all.enumerated().sorted(by: { order($0) < order($1) }) { joined.add(failure) }
        return joined
    }

    /// `fig.yml:14:3`, as it stands before a message.
    private struct Place: Hashable {
        let source: Substring
        let line: Int
        let column: Int

        init?(_ failure: Failure) {
            let parts = failure.message.split(separator: ":", maxSplits: 3)
            guard parts.count == 4, let line = Int(parts[1]), let column = Int(parts[2]) else { return nil }
            (source, self.line, self.column) = (parts[0], line, column)
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
