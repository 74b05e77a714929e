/// The Compose specification's keys, and what becomes of each: one table, which `Canonical`, the merge of files, the
/// policy and docs/stack-files.md read.
public enum Schema {
    static let root = Shape.keys(topLevel)

    /// Keys that begin so are the file's own, in every mapping whose keys the specification names.
    static func isExtension(_ name: String) -> Bool { name.hasPrefix("x-") }

    /// How the values at a key path become one. A list's element is `*`, or left out.
    static func rule(_ path: [String]) -> MergeRule {
        guard let found = walk(path) else { return .replace }
        return found.last?.merge ?? found.shape.merge
    }

    /// What becomes of the key at a path: `["services", "web", "build", "network"]`. What is below a refused or
    /// ignored key is refused or ignored with it.
    public static func support(path: [String]) -> Support {
        guard let found = walk(path) else {
            return path.contains(where: isExtension)
                ? .ignored("is the file's own: nothing reads it")
                : .refused("is no key of the Compose specification")
        }
        return found.keys.map(\.support).first { $0 != .honoured } ?? .honoured
    }

    /// The rows that a path goes through, and the shape at its end.
    private static func walk(_ path: [String]) -> (keys: [Key], last: Key?, shape: Shape)? {
        var shape = root
        var keys: [Key] = []
        var last: Key?
        for name in path {
            var isElement = false
            step: while true {
                switch shape {
                case .optional(let inner), .short(_, let inner): shape = inner
                case .list(let inner), .oneOrMore(let inner):
                    shape = inner
                    guard name != "*", Int(name) == nil else {
                        isElement = true
                        break step
                    }
                default: break step
                }
            }
            last = nil
            if isElement { continue }
            switch shape {
            case .keys(let known):
                guard let key = known.first(where: { $0.name == name }) else { return nil }
                keys.append(key)
                last = key
                shape = key.shape
            case .named(let inner), .names(let inner, _): shape = inner
            case .hosts: shape = .list(.text)
            case .pairs: shape = .word
            case .anything: return (keys, nil, .anything)
            default: return nil
            }
        }
        return (keys, last, shape)
    }

    /// Every row with its key path, `services.*.build.args`. One that names no test is shown by its parent's.
    static var rows: [(path: String, key: Key)] {
        var rows: [(path: String, key: Key)] = []
        func add(_ shape: Shape, at path: String, test: String) {
            switch shape {
            case .optional(let inner), .short(_, let inner), .list(let inner), .oneOrMore(let inner):
                add(inner, at: path, test: test)
            case .named(let inner), .names(let inner, _): add(inner, at: path + ".*", test: test)
            case .keys(let keys):
                for var key in keys {
                    let below = path.isEmpty ? key.name : "\(path).\(key.name)"
                    if key.test.isEmpty { key.test = test }
                    rows.append((below, key))
                    add(key.shape, at: below, test: key.test)
                }
            default: break
            }
        }
        add(root, at: "", test: "")
        return rows
    }
}

extension Shape {
    /// How values of a shape become one, where no row says otherwise.
    fileprivate var merge: MergeRule {
        switch self {
        case .list, .oneOrMore: .append
        case .keys, .named, .names, .pairs, .hosts: .mapping
        case .optional(let inner), .short(_, let inner): inner.merge
        default: .replace
        }
    }
}
